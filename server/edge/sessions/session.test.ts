import { ping } from "#protocol";
import { Button } from "#simulation";
import { describe, expect, test } from "vitest";
import {
  type TestRig,
  makeTestRig,
  type TestPlayer,
  settle,
  type RawClient,
} from "../../testing/test-rig.suite.ts";

const forward = { buttons: Button.right, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 };

describe("coming back", () => {
  test("[R6] a lost link leaves ship, seat, name and score where they are, and the key finds them again", async () => {
    const bed = await makeTestRig();
    const other = await bed.joinPlayer({ name: "Ada" });
    const player = await bed.joinPlayer({ name: "Bo" });
    player.sendInput({ newestTick: 5, commands: Array.from({ length: 5 }, () => forward) });
    await bed.advance(170);
    const before = { ...player.welcome };
    player.client.link.close("lost");
    await bed.advance(29_000);
    expect(other.roster.map(({ name, transport }) => [name, transport])).toEqual([
      ["Ada", "memory"],
      ["Bo", "away"],
    ]);
    const ship = bed.rooms.list()[0]?.world.ships.find(({ id }) => id === before.seat);
    await player.join(before.key);
    await bed.advance(34);
    const { key, seat, name, session, room, resumed } = player.welcome;
    expect({ key, seat, name, session, room }).toEqual({
      key: before.key,
      seat: before.seat,
      name: "Bo",
      session: before.session,
      room: "lobby",
    });
    expect(resumed).toBe(true);
    expect(player.newest?.own).toMatchObject({ x8: (ship?.x ?? 0) * 8, y8: (ship?.y ?? 0) * 8 });
    expect(other.roster.map(({ transport }) => transport)).toEqual(["memory", "memory"]);
  });

  test("[R6] who has no link is a member still, and none who is told of relays", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    const { key, seat } = player.welcome;
    const member = { room: "lobby", seat };
    const known = () => [bed.sessions.memberOf(key), bed.sessions.linkedMemberOf(key)];
    expect(known()).toEqual([member, member]);
    player.client.link.close("lost");
    await settle();
    expect(known()).toEqual([member, undefined]);
    await player.join(key);
    expect(known()).toEqual([member, member]);
    expect(bed.sessions.memberOf(key)).toBe(bed.sessions.linkedMemberOf(key));
  });

  test("[R6] what was said meanwhile is told on return, once and in order", async () => {
    const bed = await makeTestRig();
    const other = await bed.joinPlayer({ name: "Ada" });
    const player = await bed.joinPlayer({ name: "Bo" });
    player.client.link.close("lost");
    await settle();
    for (const text of ["one", "two", "three"]) other.sendChat(text);
    await bed.advance(1000);
    await player.join(player.welcome.key);
    expect(player.chat.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  test("[R43] a fifth link closes the oldest, and the player goes on on the newest", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    const wires = [player.client];
    for (let link = 2; link <= 9; link++) {
      await player.join(player.welcome.key);
      wires.push(player.client);
      // Spoken on from now.
      player.update();
      await settle();
    }
    expect(wires.map(({ closed }) => closed?.code)).toEqual([
      ...Array.from({ length: 5 }, () => "refused"),
      ...Array.from({ length: 4 }, () => undefined),
    ]);
    expect(wires[0]?.closed?.detail).toBe("a player has 4 links at most");
    const before = player.newest?.tick ?? 0;
    await bed.advance(1000);
    expect([player.newest?.tick, bed.sessions.count]).toEqual([before + 30, 1]);
  });

  test("[R43] of a hundred links with one key four are left, and the session stands", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    const links: RawClient[] = [player.client];
    for (let link = 0; link < 100; link++)
      links.push(await bed.dialWithHello({ credential: player.welcome.key }));
    expect(links.filter(({ closed }) => closed === undefined)).toEqual(links.slice(-4));
    expect(bed.sessions.count).toBe(1);
  });

  test("[R6] after 30 s without a link the seat is free and the key is refused", async () => {
    const bed = await makeTestRig();
    const other = await bed.joinPlayer({ name: "Ada" });
    const player = await bed.joinPlayer({ name: "Bo" });
    const { key } = player.welcome;
    player.client.link.close("lost");
    await bed.advance(30_100);
    expect(other.roster.map(({ name }) => name)).toEqual(["Ada"]);
    const late = await bed.dialWithHello({ credential: key, received: 3 });
    expect(late.closed?.code).toBe("refused");
  });

  test("[R6] who is back in time is not ended by the wait that had begun", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    player.client.link.close("lost");
    await bed.advance(20_000);
    await player.join(player.welcome.key);
    await bed.advance(20_000);
    expect(bed.sessions.count).toBe(1);
  });
});

describe("reloading", () => {
  const ticketFor = (bed: TestRig, credential: string, left: boolean): string => {
    const ticket = bed.sessions.resume(credential, left, "memory");
    if (ticket === undefined) throw new Error("there is no way back");
    return ticket;
  };

  test("[R31] the page after a reload has ship, seat and name of the page before, hears all that is said from then on, and the old key is void", async () => {
    const bed = await makeTestRig();
    const other = await bed.joinPlayer({ name: "Ada" });
    const player = await bed.joinPlayer({ name: "Bo" });
    player.sendInput({ newestTick: 5, commands: Array.from({ length: 5 }, () => forward) });
    // Until both ships are at rest.
    await bed.advance(20_000);
    const { key, name, seat } = player.welcome;
    const ships = () => bed.rooms.list()[0]?.world.ships;
    const shipsBefore = ships();

    player.client.link.close("going-away");
    bed.sessions.goodbye(key);
    const reloaded = bed.player();
    await reloaded.join(ticketFor(bed, key, true));
    await bed.advance(34);
    expect(reloaded.welcome).toMatchObject({ name, seat, resumed: true });
    expect(ships()).toEqual(shipsBefore);
    expect(reloaded.newest?.own).toEqual(player.newest?.own);
    expect(reloaded.roster.map(({ name }) => name)).toEqual(["Ada", "Bo"]);
    other.sendChat("still there?");
    reloaded.sendChat("still here");
    await bed.advance(0);
    expect(reloaded.chat.map(({ text }) => text)).toEqual(["still there?", "still here"]);
    // The old page's goodbye may be late.
    expect([bed.sessions.goodbye(key), bed.sessions.admits(key)]).toEqual([false, false]);
    await bed.advance(40_000);
    expect(bed.sessions.count).toBe(2);
  });

  test("[R31] without word that the page before was unloaded there is no way back while it speaks, and one a second after it fell silent", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    await bed.advance(5000);
    expect(bed.sessions.resume(player.welcome.key, false, "memory")).toBeUndefined();
    bed.clock.advance(999);
    expect(bed.sessions.resume(player.welcome.key, false, "memory")).toBeUndefined();
    bed.clock.advance(1);
    const twin = bed.player();
    await twin.join(ticketFor(bed, player.welcome.key, false));
    expect(twin.welcome.seat).toBe(player.welcome.seat);
    expect(player.client.closed).toMatchObject({ code: "done", by: "remote" });
  });

  test("[R31] a page that was reloaded before it knew its key comes back with its ticket", async () => {
    const bed = await makeTestRig();
    const credential = bed.ticket({ name: "Bo" });
    const first = await bed.dialWithHello({ credential });
    first.link.close("going-away");
    await settle();
    const reloaded = bed.player();
    await reloaded.join(ticketFor(bed, credential, true));
    expect(reloaded.welcome.name).toBe("Bo");
    expect(bed.sessions.count).toBe(1);
  });

  test("[R31] the seat is kept for a page that has asked for it, a late goodbye notwithstanding; a session that has ended is not come back to", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer({ name: "Bo" });
    const { key } = player.welcome;
    const ticket = ticketFor(bed, key, true);
    bed.sessions.goodbye(key);
    player.client.link.close("going-away");
    await settle();
    bed.clock.advance(29_000);
    expect(bed.sessions.count).toBe(1);
    bed.clock.advance(1000);
    expect(bed.sessions.resume(key, true, "memory")).toBeUndefined();
    // The ticket still joins, under the same name, with a new ship.
    const late = bed.player();
    await late.join(ticket);
    expect([late.welcome.name, late.welcome.resumed]).toEqual(["Bo", false]);
  });

  test("[R5] a reload gives no more messages", async () => {
    const bed = await makeTestRig();
    let player = await bed.joinPlayer();
    const closed = async (pings: number) => {
      const { link } = player.client;
      for (let count = 0; count < pings; count++)
        player.channel.sendOn(link, "ping", ping.encode(count));
      await settle();
      return player.client.closed?.detail;
    };
    expect(await closed(1200)).toBeUndefined();
    const ticket = ticketFor(bed, player.welcome.key, true);
    player = bed.player();
    await player.join(ticket);
    expect(await closed(1202)).toBe("more messages than any player sends");
  });

  test("[R23] a reload gives no more lines of chat", async () => {
    const bed = await makeTestRig();
    const other = await bed.joinPlayer({ name: "Ada" });
    let talker = await bed.joinPlayer({ name: "Bo" });
    for (let reload = 0; reload < 3; reload++) {
      for (let line = 0; line < 150; line++) talker.sendChat("line");
      await bed.advance(0);
      const ticket = ticketFor(bed, talker.welcome.key, true);
      talker = bed.player();
      await talker.join(ticket);
    }
    expect(other.chat.length).toBeLessThan(210);
  });
});

describe("leaving", () => {
  test("[R7] the key tells whose reports they are while the session stands and ten seconds longer", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    const { key, session } = player.welcome;
    expect(bed.sessions.idOf(key)).toBe(session);
    player.client.link.close("done", "goodbye");
    await bed.advance(9900);
    expect([bed.sessions.idOf(key), bed.sessions.memberOf(key)]).toEqual([session, undefined]);
    await bed.advance(200);
    expect(bed.sessions.idOf(key)).toBeUndefined();
  });

  test("[R7] goodbye, by key or by closing the last link as going-away, keeps the seat for five seconds, whatever its links do meanwhile", async () => {
    const goodbyes: ((bed: TestRig, player: TestPlayer) => void)[] = [
      (bed, { welcome }) => void bed.sessions.goodbye(welcome.key),
      (_bed, { client: wire }) => wire.link.close("going-away"),
      (bed, { welcome, client: wire }) => {
        bed.sessions.goodbye(welcome.key);
        wire.link.close("lost");
      },
      (bed, { welcome, client: wire }) => {
        wire.link.close("lost");
        bed.sessions.goodbye(welcome.key);
      },
    ];
    for (const goodbye of goodbyes) {
      const bed = await makeTestRig();
      const player = await bed.joinPlayer();
      goodbye(bed, player);
      await settle();
      bed.clock.advance(4999);
      const kept = bed.rooms.list()[0]?.playerCount;
      bed.clock.advance(1);
      expect({ kept, left: bed.rooms.list()[0]?.playerCount }).toEqual({ kept: 1, left: 0 });
      await settle();
      expect(player.client.closed).toBeDefined();
      expect(bed.sessions.goodbye(player.welcome.key)).toBe(false);
    }
  });

  test("[R7] a page that goes before it knows its key says goodbye with its ticket", async () => {
    const bed = await makeTestRig();
    const credential = bed.ticket();
    await bed.dialWithHello({ credential });
    expect(bed.sessions.goodbye(credential)).toBe(true);
    bed.clock.advance(5000);
    expect(bed.sessions.count).toBe(0);
  });

  test("[R7] closing the last link as done leaves at once; closing one of two leaves nothing", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    const old = player.client;
    await player.join(player.welcome.key);
    old.link.close("done", "swapped");
    await settle();
    expect(bed.sessions.count).toBe(1);
    player.client.link.close("done", "goodbye");
    await settle();
    expect(bed.sessions.count).toBe(0);
  });

  test("[R7] a last link that closes in any other way keeps the seat", async () => {
    for (const code of ["timeout", "lost", "protocol-error"] as const) {
      const bed = await makeTestRig();
      const player = await bed.joinPlayer();
      player.client.link.close(code, "no welcome in time");
      await settle();
      bed.clock.advance(29_000);
      expect({ code, sessions: bed.sessions.count }).toEqual({ code, sessions: 1 });
    }
  });

  test("[R7] a session that could no longer be told everything ends as overflow, and the room goes on", async () => {
    const bed = await makeTestRig();
    const other = await bed.joinPlayer({ name: "Ada" });
    const player = await bed.joinPlayer({ name: "Bo" });
    player.client.onMessage = () => {};
    // Nobody acknowledges for it any more, while the others talk.
    for (let line = 0; line < 2100; line++) {
      other.sendChat(String(line));
      if (line % 100 === 99) await bed.advance(10_000);
    }
    await settle();
    expect(player.client.closed?.code).toBe("overflow");
    expect(other.chat.length).toBeGreaterThan(2000);
    expect(bed.sessions.count).toBe(1);
  });
});

describe("swapping", () => {
  /** Numerical Recipes' generator: the same swaps every time. */
  const dice = (seed: number): ((sides: number) => number) => {
    let state = seed;
    return (sides) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * sides);
    };
  };

  async function chatThroughSwaps(
    seed: number,
  ): Promise<{ player: TestPlayer; other: TestPlayer }> {
    const roll = dice(seed);
    const bed = await makeTestRig();
    const other = await bed.joinPlayer({ name: "Ada" });
    const player = await bed.joinPlayer({ name: "Bo" });
    let old = player.client;
    for (let number = 0; number < 60; number++) {
      player.sendChat(`up ${number}`);
      other.sendChat(`down ${number}`);
      switch (roll(6)) {
        case 0:
          old = player.client;
          await player.join(player.welcome.key);
          break;
        case 1:
          if (old !== player.client) old.link.close("done", "swapped");
          break;
        case 2:
          player.channel.detach(player.client.link);
          player.client.link.close("lost");
          await player.join(player.welcome.key);
          break;
        case 3:
          await bed.advance(40);
          break;
        default:
          player.channel.acknowledge();
      }
    }
    await bed.advance(100);
    return { player, other };
  }

  test("[R8] through any swaps and losses of links, chat arrives once and in order, both ways", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { player, other } = await chatThroughSwaps(seed);
      const linesOf = (who: TestPlayer, from: number) =>
        who.chat.filter(({ seat }) => seat === from).map(({ text }) => text);
      const all = (way: string) => Array.from({ length: 60 }, (_, number) => `${way} ${number}`);
      expect({ seed, up: linesOf(other, player.welcome.seat) }).toEqual({ seed, up: all("up") });
      expect({ seed, down: linesOf(player, other.welcome.seat) }).toEqual({
        seed,
        down: all("down"),
      });
    }
  });

  test("[R14] a new link is not held to the old one's pace", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    await bed.advance(1000);
    const unanswered = async (): Promise<number> => {
      const before = player.snapshots.length;
      for (let tick = 0; tick < 14; tick++) {
        bed.clock.advance(34);
        await settle();
      }
      return player.snapshots.length - before;
    };
    expect(await unanswered()).toBeLessThan(7);
    await player.join(player.welcome.key);
    player.sendChat("here");
    expect(await unanswered()).toBeGreaterThan(4);
  });

  test("[R8] the newest link is spoken on, and the roster says which that is", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    const old = player.client;
    await player.join(player.welcome.key);
    let oldHeard = 0;
    old.onMessage = () => void (oldHeard += 1);
    const heardIn200Ms = async () => {
      oldHeard = 0;
      const before = player.snapshots.length;
      await bed.advance(200);
      return { oldHeard: oldHeard > 0, news: player.snapshots.length - before };
    };
    // The browser has not said a word there yet, and would not be heard to have missed the world.
    expect((await heardIn200Ms()).oldHeard).toBe(true);
    player.sendChat("here");
    await settle();
    const { oldHeard: stillHeard, news } = await heardIn200Ms();
    expect(stillHeard).toBe(false);
    expect(news).toBeGreaterThan(0);
  });
});
