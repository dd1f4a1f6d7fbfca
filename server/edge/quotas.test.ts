/** What one network may have, and that other networks have no less for it. */
import { describe, expect, test } from "vitest";
import { quotasFor } from "./quotas.ts";
import { makeTestRig, type RawClient } from "../testing/test-rig.suite.ts";

const codesOf = (links: readonly RawClient[]) => links.map(({ closed }) => closed?.code);

describe("links that say nothing", () => {
  test("[R43] are four of one ticket: a fifth closes the oldest, and the ticket still joins", async () => {
    const rig = await makeTestRig();
    const ticket = rig.ticket();
    const links: RawClient[] = [];
    for (let link = 0; link < 6; link++) links.push(await rig.dial(ticket));
    await rig.advance(0);
    const open = [undefined, undefined, undefined, undefined];
    expect(codesOf(links)).toEqual(["refused", "refused", ...open]);
    const player = await rig.dialWithHello({ credential: ticket });
    await rig.advance(0);
    expect(rig.sessions.count).toBe(1);
    expect(player.closed).toBeUndefined();
  });

  test("[R51] are as many of one network as it may have players, and those of another one stay", async () => {
    const rig = await makeTestRig({ playersPerAddress: 3 });
    const other = await rig.dial(rig.ticket());
    rig.setAddress("2001:db8::1");
    const links: RawClient[] = [];
    for (let link = 0; link < 5; link++) links.push(await rig.dial(`ticket ${link}`));
    await rig.advance(0);
    expect(codesOf(links)).toEqual(["refused", "refused", undefined, undefined, undefined]);
    expect(other.closed).toBeUndefined();
  });
});

describe("players of one network", () => {
  test("[R51] are so many and no more; one of another network still joins, and one who leaves makes place", async () => {
    const rig = await makeTestRig({ playersPerAddress: 2 });
    rig.setAddress("2001:db8::1");
    const first = await rig.joinPlayer();
    rig.setAddress("2001:db8::2");
    await rig.joinPlayer();
    const third = await rig.dialWithHello({ credential: rig.ticket() });
    expect(third.closed).toEqual({
      code: "refused",
      by: "remote",
      detail:
        "one address may have 2 at play here and no more: PLAYERS_PER_ADDRESS on the server sets that",
    });
    rig.setAddress("2001:db8:0:1::1");
    await rig.joinPlayer();
    expect(rig.sessions.count).toBe(3);
    first.client.link.close("done");
    await rig.advance(100);
    rig.setAddress("2001:db8::3");
    await rig.joinPlayer();
    expect(rig.sessions.count).toBe(3);
  });

  test("[R51] one who comes back after a reload is not counted twice", async () => {
    const rig = await makeTestRig({ playersPerAddress: 1 });
    const player = await rig.joinPlayer();
    const ticket = rig.sessions.resume(player.welcome.key, true, "192.0.2.1");
    const reloaded = rig.player();
    await reloaded.join(ticket ?? "");
    expect([reloaded.welcome.seat, rig.sessions.count]).toEqual([player.welcome.seat, 1]);
  });
});

test("[R51] the rooms with players that one network made are a quarter of its players; rooms of others and the lobby stay open to it", async () => {
  const rig = await makeTestRig({ playersPerAddress: 8 });
  await rig.joinPlayer({ room: "a" });
  await rig.joinPlayer({ room: "b" });
  const third = await rig.dialWithHello({ credential: rig.ticket({ room: "c" }) });
  expect(third.closed?.detail).toBe(
    "one address may make 2 of the rooms here and no more: join one of them",
  );
  await rig.joinPlayer({ room: "b" });
  await rig.joinPlayer({ room: "lobby" });
  rig.setAddress("192.0.2.2");
  await rig.joinPlayer({ room: "d" });
  rig.setAddress("192.0.2.1");
  await rig.joinPlayer({ room: "d" });
  expect(rig.sessions.count).toBe(6);
});

test("[R51] a class of thirty in two tabs each is within what one address has, at every quota", () => {
  const { players, tickets, handshakes, bounds } = quotasFor(64);
  const tabs = 60;
  expect(Math.min(players, tickets, handshakes.perNetwork)).toBeGreaterThanOrEqual(tabs);
  // Six connections of HTTP/1.1 and two WebSockets a tab.
  expect(bounds.maxConnectionsPerNetwork).toBeGreaterThanOrEqual(8 * tabs);
});
