import { Button } from "#simulation";
import { describe, expect, test } from "vitest";
import { makeBed, type Player, quiet } from "./testing/bed.suite.ts";

const forward = { buttons: Button.right, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 };

describe("coming back", () => {
  test("[R6] a lost link leaves ship, seat, name and score where they are, and the key finds them again", async () => {
    const bed = await makeBed();
    const other = await bed.joined({ name: "Ada" });
    const player = await bed.joined({ name: "Bo" });
    player.command({ newest: 5, commands: Array.from({ length: 5 }, () => forward) });
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

describe("leaving", () => {
  test("[R7] goodbye by key frees the seat at once and closes the link as done; a second one knows nobody", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    const { key } = player.welcome;
    expect(bed.sessions.goodbye(key)).toBe(true);
    await quiet();
    expect(player.wire.closed).toMatchObject({ code: "done", by: "remote" });
    expect(bed.rooms.list()[0]?.playerCount).toBe(0);
    expect(bed.sessions.goodbye(key)).toBe(false);
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
    for (const code of ["timeout", "going-away", "lost", "protocol-error"] as const) {
      const bed = await makeBed();
      const player = await bed.joined();
      player.wire.link.close(code, "no welcome in time");
      await quiet();
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
