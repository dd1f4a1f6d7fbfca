import { encodePing } from "#protocol";
import { Button } from "#simulation";
import { describe, expect, test } from "vitest";
import { type Bed, makeBed, type Player, quiet, type Stranger } from "./testing/bed.suite.ts";

const forward = { buttons: Button.right, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 };

describe("coming back", () => {
  test("[R6] a lost link leaves ship, seat, name and score where they are, and the key finds them again", async () => {
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    const player = await bed.joined({ name: "Bo" });
    player.command({ newestTick: 5, commands: Array.from({ length: 5 }, () => forward) });
    await bed.turn(170);
    const before = { ...player.welcome };
    player.wire.link.close("lost");
    await bed.turn(29_000);
    expect(other.roster.map(({ name, transport }) => [name, transport])).toEqual([
      ["Ada", "memory"],
      ["Bo", "away"],
    ]);
    const ship = bed.rooms.list()[0]?.world.ships.find(({ id }) => id === before.seat);
    await player.come(before.key);
    await bed.turn(34);
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
    const bed = await makeBed();
    const player = await bed.joined();
    const { key, seat } = player.welcome;
    const member = { room: "lobby", seat };
    const known = () => [bed.sessions.memberOf(key), bed.sessions.linkedMemberOf(key)];
    expect(known()).toEqual([member, member]);
    player.wire.link.close("lost");
    await quiet();
    expect(known()).toEqual([member, undefined]);
    await player.come(key);
    expect(known()).toEqual([member, member]);
    expect(bed.sessions.memberOf(key)).toBe(bed.sessions.linkedMemberOf(key));
  });

  test("[R6] what was said meanwhile is told on return, once and in order", async () => {
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    const player = await bed.joined({ name: "Bo" });
    player.wire.link.close("lost");
    await quiet();
    for (const text of ["one", "two", "three"]) other.say(text);
    await bed.turn(1000);
    await player.come(player.welcome.key);
    expect(player.chat.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  test("[R43] a fifth link closes the oldest, and the player goes on on the newest", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    const wires = [player.wire];
    for (let link = 2; link <= 9; link++) {
      await player.come(player.welcome.key);
      wires.push(player.wire);
      // Spoken on from now.
      player.beat();
      await quiet();
    }
    expect(wires.map(({ closed }) => closed?.code)).toEqual([
      ...Array.from({ length: 5 }, () => "refused"),
      ...Array.from({ length: 4 }, () => undefined),
    ]);
    expect(wires[0]?.closed?.detail).toBe("a player has 4 links at most");
    const before = player.newest?.tick ?? 0;
    await bed.turn(1000);
    expect([player.newest?.tick, bed.sessions.count]).toEqual([before + 30, 1]);
  });

  test("[R43] of a hundred links with one key four are left, and the session stands", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    const links: Stranger[] = [player.wire];
    for (let link = 0; link < 100; link++)
      links.push(await bed.greeted({ credential: player.welcome.key }));
    expect(links.filter(({ closed }) => closed === undefined)).toEqual(links.slice(-4));
    expect(bed.sessions.count).toBe(1);
  });

  test("[R6] after 30 s without a link the seat is free and the key is refused", async () => {
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    const player = await bed.joined({ name: "Bo" });
    const { key } = player.welcome;
    player.wire.link.close("lost");
    await bed.turn(30_100);
    expect(other.roster.map(({ name }) => name)).toEqual(["Ada"]);
    const late = await bed.greeted({ credential: key, received: 3 });
    expect(late.closed?.code).toBe("refused");
  });

  test("[R6] who is back in time is not ended by the wait that had begun", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    player.wire.link.close("lost");
    await bed.turn(20_000);
    await player.come(player.welcome.key);
    await bed.turn(20_000);
    expect(bed.sessions.count).toBe(1);
  });
});

describe("reloading", () => {
  const ticketFor = (bed: Bed, credential: string, left: boolean): string => {
    const ticket = bed.sessions.resume(credential, left, "memory");
    if (ticket === undefined) throw new Error("there is no way back");
    return ticket;
  };

  test("[R31] the page after a reload has ship, seat and name of the page before, hears all that is said from then on, and the old key is void", async () => {
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    const player = await bed.joined({ name: "Bo" });
    player.command({ newestTick: 5, commands: Array.from({ length: 5 }, () => forward) });
    // Until both ships are at rest.
    await bed.turn(20_000);
    const { key, name, seat } = player.welcome;
    const ships = () => bed.rooms.list()[0]?.world.ships;
    const shipsBefore = ships();

    player.wire.link.close("going-away");
    bed.sessions.goodbye(key);
    const reloaded = bed.player();
    await reloaded.come(ticketFor(bed, key, true));
    await bed.turn(34);
    expect(reloaded.welcome).toMatchObject({ name, seat, resumed: true });
    expect(ships()).toEqual(shipsBefore);
    expect(reloaded.newest?.own).toEqual(player.newest?.own);
    expect(reloaded.roster.map(({ name }) => name)).toEqual(["Ada", "Bo"]);
    other.say("still there?");
    reloaded.say("still here");
    await bed.turn(0);
    expect(reloaded.chat.map(({ text }) => text)).toEqual(["still there?", "still here"]);
    // The old page's goodbye may be late.
    expect([bed.sessions.goodbye(key), bed.sessions.admits(key)]).toEqual([false, false]);
    await bed.turn(40_000);
    expect(bed.sessions.count).toBe(2);
  });

  test("[R31] without word that the page before was unloaded there is no way back while it speaks, and one a second after it fell silent", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    await bed.turn(5000);
    expect(bed.sessions.resume(player.welcome.key, false, "memory")).toBeUndefined();
    bed.clock.turn(999);
    expect(bed.sessions.resume(player.welcome.key, false, "memory")).toBeUndefined();
    bed.clock.turn(1);
    const twin = bed.player();
    await twin.come(ticketFor(bed, player.welcome.key, false));
    expect(twin.welcome.seat).toBe(player.welcome.seat);
    expect(player.wire.closed).toMatchObject({ code: "done", by: "remote" });
  });

  test("[R31] a page that was reloaded before it knew its key comes back with its ticket", async () => {
    const bed = await makeBed();
    const credential = bed.ticket({ name: "Bo" });
    const first = await bed.greeted({ credential });
    first.link.close("going-away");
    await quiet();
    const reloaded = bed.player();
    await reloaded.come(ticketFor(bed, credential, true));
    expect(reloaded.welcome.name).toBe("Bo");
    expect(bed.sessions.count).toBe(1);
  });

  test("[R31] the seat is kept for a page that has asked for it, a late goodbye notwithstanding; a session that has ended is not come back to", async () => {
    const bed = await makeBed();
    const player = await bed.joined({ name: "Bo" });
    const { key } = player.welcome;
    const ticket = ticketFor(bed, key, true);
    bed.sessions.goodbye(key);
    player.wire.link.close("going-away");
    await quiet();
    bed.clock.turn(29_000);
    expect(bed.sessions.count).toBe(1);
    bed.clock.turn(1000);
    expect(bed.sessions.resume(key, true, "memory")).toBeUndefined();
    // The ticket still joins, under the same name, with a new ship.
    const late = bed.player();
    await late.come(ticket);
    expect([late.welcome.name, late.welcome.resumed]).toEqual(["Bo", false]);
  });

  test("[R5] a reload gives no more messages", async () => {
    const bed = await makeBed();
    let player = await bed.joined();
    const closed = async (pings: number) => {
      const { link } = player.wire;
      for (let count = 0; count < pings; count++)
        player.conversation.sendOn(link, "ping", encodePing(count));
      await quiet();
      return player.wire.closed?.detail;
    };
    expect(await closed(1200)).toBeUndefined();
    const ticket = ticketFor(bed, player.welcome.key, true);
    player = bed.player();
    await player.come(ticket);
    expect(await closed(1202)).toBe("more messages than any player sends");
  });

  test("[R23] a reload gives no more lines of chat", async () => {
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    let talker = await bed.joined({ name: "Bo" });
    for (let reload = 0; reload < 3; reload++) {
      for (let line = 0; line < 150; line++) talker.say("line");
      await bed.turn(0);
      const ticket = ticketFor(bed, talker.welcome.key, true);
      talker = bed.player();
      await talker.come(ticket);
    }
    expect(other.chat.length).toBeLessThan(210);
  });
});

describe("leaving", () => {
  test("[R7] the key tells whose reports they are while the session stands and ten seconds longer", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    const { key, session } = player.welcome;
    expect(bed.sessions.idOf(key)).toBe(session);
    player.wire.link.close("done", "goodbye");
    await bed.turn(9900);
    expect([bed.sessions.idOf(key), bed.sessions.memberOf(key)]).toEqual([session, undefined]);
    await bed.turn(200);
    expect(bed.sessions.idOf(key)).toBeUndefined();
  });

  test("[R7] goodbye, by key or by closing the last link as going-away, keeps the seat for five seconds, whatever its links do meanwhile", async () => {
    const goodbyes: ((bed: Bed, player: Player) => void)[] = [
      (bed, { welcome }) => void bed.sessions.goodbye(welcome.key),
      (_bed, { wire }) => wire.link.close("going-away"),
      (bed, { welcome, wire }) => {
        bed.sessions.goodbye(welcome.key);
        wire.link.close("lost");
      },
      (bed, { welcome, wire }) => {
        wire.link.close("lost");
        bed.sessions.goodbye(welcome.key);
      },
    ];
    for (const goodbye of goodbyes) {
      const bed = await makeBed();
      const player = await bed.joined();
      goodbye(bed, player);
      await quiet();
      bed.clock.turn(4999);
      const kept = bed.rooms.list()[0]?.playerCount;
      bed.clock.turn(1);
      expect({ kept, left: bed.rooms.list()[0]?.playerCount }).toEqual({ kept: 1, left: 0 });
      await quiet();
      expect(player.wire.closed).toBeDefined();
      expect(bed.sessions.goodbye(player.welcome.key)).toBe(false);
    }
  });

  test("[R7] a page that goes before it knows its key says goodbye with its ticket", async () => {
    const bed = await makeBed();
    const credential = bed.ticket();
    await bed.greeted({ credential });
    expect(bed.sessions.goodbye(credential)).toBe(true);
    bed.clock.turn(5000);
    expect(bed.sessions.count).toBe(0);
  });

  test("[R7] closing the last link as done leaves at once; closing one of two leaves nothing", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    const old = player.wire;
    await player.come(player.welcome.key);
    old.link.close("done", "swapped");
    await quiet();
    expect(bed.sessions.count).toBe(1);
    player.wire.link.close("done", "goodbye");
    await quiet();
    expect(bed.sessions.count).toBe(0);
  });

  test("[R7] a last link that closes in any other way keeps the seat", async () => {
    for (const code of ["timeout", "lost", "protocol-error"] as const) {
      const bed = await makeBed();
      const player = await bed.joined();
      player.wire.link.close(code, "no welcome in time");
      await quiet();
      bed.clock.turn(29_000);
      expect({ code, sessions: bed.sessions.count }).toEqual({ code, sessions: 1 });
    }
  });

  test("[R7] a session that could no longer be told everything ends as overflow, and the room goes on", async () => {
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    const player = await bed.joined({ name: "Bo" });
    player.wire.onMessage = () => {};
    // Nobody acknowledges for it any more, while the others talk.
    for (let line = 0; line < 2100; line++) {
      other.say(String(line));
      if (line % 100 === 99) await bed.turn(10_000);
    }
    await quiet();
    expect(player.wire.closed?.code).toBe("overflow");
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

  async function chatThroughSwaps(seed: number): Promise<{ player: Player; other: Player }> {
    const roll = dice(seed);
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    const player = await bed.joined({ name: "Bo" });
    let old = player.wire;
    for (let number = 0; number < 60; number++) {
      player.say(`up ${number}`);
      other.say(`down ${number}`);
      switch (roll(6)) {
        case 0:
          old = player.wire;
          await player.come(player.welcome.key);
          break;
        case 1:
          if (old !== player.wire) old.link.close("done", "swapped");
          break;
        case 2:
          player.conversation.detach(player.wire.link);
          player.wire.link.close("lost");
          await player.come(player.welcome.key);
          break;
        case 3:
          await bed.turn(40);
          break;
        default:
          player.conversation.acknowledge();
      }
    }
    await bed.turn(100);
    return { player, other };
  }

  test("[R8] through any swaps and losses of links, chat arrives once and in order, both ways", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { player, other } = await chatThroughSwaps(seed);
      const linesOf = (who: Player, from: number) =>
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
    const bed = await makeBed();
    const player = await bed.joined();
    await bed.turn(1000);
    const unanswered = async (): Promise<number> => {
      const before = player.snapshots.length;
      for (let tick = 0; tick < 14; tick++) {
        bed.clock.turn(34);
        await quiet();
      }
      return player.snapshots.length - before;
    };
    expect(await unanswered()).toBeLessThan(7);
    await player.come(player.welcome.key);
    player.say("here");
    expect(await unanswered()).toBeGreaterThan(4);
  });

  test("[R8] the newest link is spoken on, and the roster says which that is", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    const old = player.wire;
    await player.come(player.welcome.key);
    let oldHeard = 0;
    old.onMessage = () => void (oldHeard += 1);
    const heardIn200Ms = async () => {
      oldHeard = 0;
      const before = player.snapshots.length;
      await bed.turn(200);
      return { oldHeard: oldHeard > 0, news: player.snapshots.length - before };
    };
    // The browser has not said a word there yet, and would not be heard to have missed the world.
    expect((await heardIn200Ms()).oldHeard).toBe(true);
    player.say("here");
    await quiet();
    const { oldHeard: stillHeard, news } = await heardIn200Ms();
    expect(stillHeard).toBe(false);
    expect(news).toBeGreaterThan(0);
  });
});
