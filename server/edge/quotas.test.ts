/** What one network may have, and that nobody else has less for it. */
import { describe, expect, test } from "vitest";
import { quotasFor } from "./quotas.ts";
import { makeTestRig, type RawClient } from "../testing/test-rig.suite.ts";

const codesOf = (links: readonly RawClient[]) => links.map(({ closed }) => closed?.code);

describe("links that say nothing", () => {
  test("[R43] are four of one ticket: a fifth closes the oldest, and the ticket still joins", async () => {
    const bed = await makeTestRig();
    const ticket = bed.ticket();
    const links: RawClient[] = [];
    for (let link = 0; link < 6; link++) links.push(await bed.dial(ticket));
    await bed.advance(0);
    const open = [undefined, undefined, undefined, undefined];
    expect(codesOf(links)).toEqual(["refused", "refused", ...open]);
    const player = await bed.dialWithHello({ credential: ticket });
    await bed.advance(0);
    expect(bed.sessions.count).toBe(1);
    expect(player.closed).toBeUndefined();
  });

  test("[R51] are as many of one network as it may have players, and those of another one stay", async () => {
    const bed = await makeTestRig({ playersPerAddress: 3 });
    const other = await bed.dial(bed.ticket());
    bed.setAddress("2001:db8::1");
    const links: RawClient[] = [];
    for (let link = 0; link < 5; link++) links.push(await bed.dial(`ticket ${link}`));
    await bed.advance(0);
    expect(codesOf(links)).toEqual(["refused", "refused", undefined, undefined, undefined]);
    expect(other.closed).toBeUndefined();
  });
});

describe("players of one network", () => {
  test("[R51] are so many and no more; one of another network still joins, and one who leaves makes place", async () => {
    const bed = await makeTestRig({ playersPerAddress: 2 });
    bed.setAddress("2001:db8::1");
    const first = await bed.joinPlayer();
    bed.setAddress("2001:db8::2");
    await bed.joinPlayer();
    const third = await bed.dialWithHello({ credential: bed.ticket() });
    expect(third.closed).toEqual({
      code: "refused",
      by: "remote",
      detail:
        "one address may have 2 at play here and no more: PLAYERS_PER_ADDRESS on the server sets that",
    });
    bed.setAddress("2001:db8:0:1::1");
    await bed.joinPlayer();
    expect(bed.sessions.count).toBe(3);
    first.client.link.close("done");
    await bed.advance(100);
    bed.setAddress("2001:db8::3");
    await bed.joinPlayer();
    expect(bed.sessions.count).toBe(3);
  });

  test("[R51] one who comes back after a reload is not counted twice", async () => {
    const bed = await makeTestRig({ playersPerAddress: 1 });
    const player = await bed.joinPlayer();
    const ticket = bed.sessions.resume(player.welcome.key, true, "192.0.2.1");
    const reloaded = bed.player();
    await reloaded.join(ticket ?? "");
    expect([reloaded.welcome.seat, bed.sessions.count]).toEqual([player.welcome.seat, 1]);
  });
});

test("[R51] the rooms with players that one network made are a quarter of its players; rooms of others and the lobby stay open to it", async () => {
  const bed = await makeTestRig({ playersPerAddress: 8 });
  await bed.joinPlayer({ room: "a" });
  await bed.joinPlayer({ room: "b" });
  const third = await bed.dialWithHello({ credential: bed.ticket({ room: "c" }) });
  expect(third.closed?.detail).toBe(
    "one address may make 2 of the rooms here and no more: join one of them",
  );
  await bed.joinPlayer({ room: "b" });
  await bed.joinPlayer({ room: "lobby" });
  bed.setAddress("192.0.2.2");
  await bed.joinPlayer({ room: "d" });
  bed.setAddress("192.0.2.1");
  await bed.joinPlayer({ room: "d" });
  expect(bed.sessions.count).toBe(6);
});

test("[R51] a class of thirty in two tabs each is within what one address has, at every quota", () => {
  const { players, tickets, handshakes, bounds } = quotasFor(64);
  const tabs = 60;
  expect(Math.min(players, tickets, handshakes.perNetwork)).toBeGreaterThanOrEqual(tabs);
  // Six connections of HTTP/1.1 and two WebSockets a tab.
  expect(bounds.maxConnectionsPerNetwork).toBeGreaterThanOrEqual(8 * tabs);
});
