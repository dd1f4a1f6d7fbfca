import { expect, test } from "vitest";
import { makeTestRig } from "../../testing/test-rig.suite.ts";

test("[R9] it names every ship's seat, transport, score and whether a bot flies it, in the next tick after a change", async () => {
  const rig = await makeTestRig({ fillTo: 3 });
  const ada = await rig.joinPlayer({ name: "Ada" });
  await rig.joinPlayer({ name: "Bo" });
  await rig.advance(34);
  const none = { score: 0, kills: 0, deaths: 0 };
  const rows = ada.roster.toSorted((a, b) => a.name.localeCompare(b.name));
  const [seat, name] = [expect.any(Number) as number, expect.any(String) as string];
  expect(rows).toEqual([
    { ...none, seat, name: "Ada", bot: false, transport: "memory" },
    { ...none, seat, name: "Bo", bot: false, transport: "memory" },
    { ...none, seat, name, bot: true, transport: "bot" },
  ]);
  expect(new Set(rows.map((row) => row.seat)).size).toBe(3);
});

test("[R9] scores of a fight reach the roster", async () => {
  const rig = await makeTestRig({ fillTo: 8 });
  const player = await rig.joinPlayer();
  for (let second = 0; second < 40; second++) await rig.advance(1000);
  const scores = () =>
    rig.rooms.list()[0]?.world.ships.map(({ id, score }) => ({ seat: id, score }));
  expect(scores()?.some(({ score }) => score > 0)).toBe(true);
  const shown = player.roster.map(({ seat, score }) => ({ seat, score }));
  const before = rig.rooms
    .list()[0]
    ?.standings()
    .map(({ seat }) => seat);
  expect(shown.map(({ seat }) => seat)).toEqual(before);
  expect(shown.some(({ score }) => score > 0)).toBe(true);
});
