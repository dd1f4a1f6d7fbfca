/** What one network may have, and that nobody else has less for it. */
import { describe, expect, test } from "vitest";
import { quotasFor } from "./quotas.ts";
import { makeBed, type Stranger } from "./testing/bed.suite.ts";

const codesOf = (links: readonly Stranger[]) => links.map(({ closed }) => closed?.code);

describe("links that say nothing", () => {
  test("[R43] are four of one ticket: a fifth closes the oldest, and the ticket still joins", async () => {
    const bed = await makeBed();
    const ticket = bed.ticket();
    const links: Stranger[] = [];
    for (let link = 0; link < 6; link++) links.push(await bed.dial(ticket));
    await bed.turn(0);
    const open = [undefined, undefined, undefined, undefined];
    expect(codesOf(links)).toEqual(["refused", "refused", ...open]);
    const player = await bed.greeted({ credential: ticket });
    await bed.turn(0);
    expect(bed.sessions.count).toBe(1);
    expect(player.closed).toBeUndefined();
  });

  test("[R51] are as many of one network as it may have players, and those of another one stay", async () => {
    const bed = await makeBed({ playersPerAddress: 3 });
    const other = await bed.dial(bed.ticket());
    bed.comeFrom("2001:db8::1");
    const links: Stranger[] = [];
    for (let link = 0; link < 5; link++) links.push(await bed.dial(`ticket ${link}`));
    await bed.turn(0);
    expect(codesOf(links)).toEqual(["refused", "refused", undefined, undefined, undefined]);
    expect(other.closed).toBeUndefined();
  });
});

describe("players of one network", () => {
  test("[R51] are so many and no more; one of another network still joins, and one who leaves makes place", async () => {
    const bed = await makeBed({ playersPerAddress: 2 });
    bed.comeFrom("2001:db8::1");
    const first = await bed.joined();
    bed.comeFrom("2001:db8::2");
    await bed.joined();
    const third = await bed.greeted({ credential: bed.ticket() });
    expect(third.closed).toEqual({
      code: "refused",
      by: "remote",
      detail:
        "one address may have 2 at play here and no more: PLAYERS_PER_ADDRESS on the server sets that",
    });
    bed.comeFrom("2001:db8:0:1::1");
    await bed.joined();
    expect(bed.sessions.count).toBe(3);
    first.wire.link.close("done");
    await bed.turn(100);
    bed.comeFrom("2001:db8::3");
    await bed.joined();
    expect(bed.sessions.count).toBe(3);
  });

  test("[R51] one who comes back after a reload is not counted twice", async () => {
    const bed = await makeBed({ playersPerAddress: 1 });
    const player = await bed.joined();
    const ticket = bed.sessions.resume(player.welcome.key, true, "192.0.2.1");
    const reloaded = bed.player();
    await reloaded.come(ticket ?? "");
    expect([reloaded.welcome.seat, bed.sessions.count]).toEqual([player.welcome.seat, 1]);
  });
});

test("[R51] the rooms with players that one network made are a quarter of its players; rooms of others and the lobby stay open to it", async () => {
  const bed = await makeBed({ playersPerAddress: 8 });
  await bed.joined({ room: "a" });
  await bed.joined({ room: "b" });
  const third = await bed.greeted({ credential: bed.ticket({ room: "c" }) });
  expect(third.closed?.detail).toBe(
    "one address may make 2 of the rooms here and no more: join one of them",
  );
  await bed.joined({ room: "b" });
  await bed.joined({ room: "lobby" });
  bed.comeFrom("192.0.2.2");
  await bed.joined({ room: "d" });
  bed.comeFrom("192.0.2.1");
  await bed.joined({ room: "d" });
  expect(bed.sessions.count).toBe(6);
});

test("[R51] a class of thirty in two tabs each is within what one address has, at every quota", () => {
  const { players, tickets, handshakes, bounds } = quotasFor(64);
  const tabs = 60;
  expect(Math.min(players, tickets, handshakes.perNetwork)).toBeGreaterThanOrEqual(tabs);
  // Six connections of HTTP/1.1 and two WebSockets a tab.
  expect(bounds.maxConnectionsPerNetwork).toBeGreaterThanOrEqual(8 * tabs);
});
