import { afterEach, expect, test, vi } from "vitest";
import {
  joinedRig,
  joinRequest,
  makeClient,
  makeTestRig,
  wanted,
} from "../testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

const previous = ({ credential = "" }, left = true) => ({ credential, left });

test("[C24] the page after a reload comes back to the same seat and name on the given transport, and stays", async () => {
  const { rig, client } = await joinedRig();
  client.session.leave();
  await rig.advance(500);
  const next = makeClient(rig);
  expect(
    await next.session.resume(
      previous(client.session),
      joinRequest,
      wanted({ transport: "socketio" }),
    ),
  ).toBe(true);
  expect(next.state).toMatchObject({
    phase: "reconnecting",
    statusText: "Coming back to your ship",
  });
  await rig.advance(10_000);
  expect(next.state).toMatchObject({ phase: "playing", transport: "socketio", statusText: "" });
  const [before] = client.welcomes;
  expect(next.welcomes).toMatchObject([{ seat: before?.seat, name: before?.name, resumed: true }]);
  expect(rig.server.sessions.count).toBe(1);
});

test("[C24] a duplicated tab whose original still plays finds no seat to come back to, and joins as another player", async () => {
  const { rig, client } = await joinedRig();
  const twin = makeClient(rig);
  const asked = twin.session.resume(previous(client.session, false), joinRequest, wanted());
  await rig.advance(8);
  expect(await asked).toBe(false);
  expect(twin.state).toMatchObject({ phase: "joining", statusText: "" });
  twin.session.join(joinRequest, wanted());
  await rig.advance(2000);
  expect([client, twin].map(({ welcomes }) => welcomes.map(({ name }) => name))).toEqual([
    ["Nova"],
    ["Nova 2"],
  ]);
  expect([client, twin].map(({ state }) => state.phase)).toEqual(["playing", "playing"]);
});

test("[C24] a page that comes after its seat was freed finds none, and joins under its own name", async () => {
  const { rig, client } = await joinedRig();
  client.session.leave();
  await rig.advance(6000);
  const late = makeClient(rig);
  expect(await late.session.resume(previous(client.session), joinRequest, wanted())).toBe(false);
  late.session.join(joinRequest, wanted());
  await rig.advance(1000);
  expect(late.welcomes).toMatchObject([{ name: "Nova", resumed: false }]);
});

test("[C25] after a lost welcome the next dial comes back to the seat of the first: there is no second ship", async () => {
  const rig = makeTestRig();
  // Hellos arrive, and the answers take longer than the page waits.
  rig.net.path = { delayMs: 20, jitterMs: 0, loss: 0, downMs: 7000 };
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted({ transport: "socketio" }));
  await rig.advance(5100);
  expect(rig.server.sessions.count).toBe(1);
  rig.net.path = { delayMs: 20, jitterMs: 0, loss: 0 };
  await rig.advance(3000);
  expect(client.welcomes).toMatchObject([{ name: "Nova", resumed: true }]);
  expect(rig.server.sessions.count).toBe(1);
});
