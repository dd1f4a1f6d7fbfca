import { describe, expect, test } from "vitest";
import { makeBed } from "./testing/bed.suite.ts";

describe("names", () => {
  test("[R3] players of one name are told apart by a number", async () => {
    const bed = await makeBed();
    const names = [];
    for (let count = 0; count < 3; count++)
      names.push((await bed.joined({ name: "Nova" })).welcome.name);
    expect(names).toEqual(["Nova", "Nova 2", "Nova 3"]);
  });

  test("[R3] nobody takes a bot's name, and who has none is a pilot", async () => {
    const bed = await makeBed({ fillTo: 2 });
    expect((await bed.joined({ name: "Nagle" })).welcome.name).toBe("Nagle 2");
    expect((await bed.joined({ name: "" })).welcome.name).toBe("Pilot");
  });

  test("[R3] the longest name there can be is told apart within the wire's 96 bytes", async () => {
    const bed = await makeBed();
    const name = "🚀".repeat(24);
    expect((await bed.joined({ name })).welcome.name).toBe(name);
    expect((await bed.joined({ name })).welcome.name).toBe(`${"🚀".repeat(22)} 2`);
  });
});

describe("roster", () => {
  test("[R9] it names everybody with seat, transport, score and whether a bot flies, at once when that changes", async () => {
    const bed = await makeBed({ fillTo: 3 });
    const ada = await bed.joined({ name: "Ada" });
    await bed.joined({ name: "Bo" });
    await bed.turn(34);
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

  test("[R9] scores of a fight reach the roster within a second and a half", async () => {
    const bed = await makeBed({ fillTo: 8 });
    const player = await bed.joined();
    for (let second = 0; second < 40; second++) await bed.turn(1000);
    const scores = () =>
      bed.rooms.list()[0]?.world.ships.map(({ id, score }) => ({ seat: id, score }));
    expect(scores()?.some(({ score }) => score > 0)).toBe(true);
    const told = player.roster.map(({ seat, score }) => ({ seat, score }));
    const before = bed.rooms
      .list()[0]
      ?.roster()
      .map(({ seat }) => seat);
    expect(told.map(({ seat }) => seat)).toEqual(before);
    expect(told.some(({ score }) => score > 0)).toBe(true);
  });
});

describe("bots", () => {
  test("[R10] bots fill the room to the number wished for, and make way one by one", async () => {
    const bed = await makeBed({ fillTo: 2 });
    const shipsAndBots = () => {
      const [room] = bed.rooms.list();
      return [room?.world.ships.length, room?.roster().filter(({ bot }) => bot).length];
    };
    const first = await bed.joined({ bots: 4 });
    const counts = [shipsAndBots()];
    for (let count = 0; count < 4; count++) {
      await bed.joined();
      counts.push(shipsAndBots());
    }
    expect(counts).toEqual([
      [4, 3],
      [4, 2],
      [4, 1],
      [4, 0],
      [5, 0],
    ]);
    bed.sessions.goodbye(first.welcome.key);
    expect(shipsAndBots()).toEqual([4, 0]);
  });

  test("[R10] sixteen bots leave a seat for whoever comes; none are there where none were wished for", async () => {
    const bed = await makeBed({ fillTo: 16 });
    await bed.joined();
    expect(bed.rooms.list()[0]?.world.ships.length).toBe(16);
    await bed.joined({ room: "duel", bots: 0 });
    expect(bed.rooms.list()[1]?.world.ships.length).toBe(1);
  });
});

describe("how a room ends", () => {
  test("[R11] an empty room goes on for a minute, and then it and its tick are gone", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    bed.sessions.goodbye(player.welcome.key);
    await bed.turn(59_000);
    expect(bed.rooms.list().length).toBe(1);
    await bed.turn(2000);
    expect(bed.rooms.list().length).toBe(0);
    expect(bed.clock.waiting).toBe(0);
  });

  test("[R11] who comes within the minute finds the same room, which then stays", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    await bed.turn(1000);
    bed.sessions.goodbye(player.welcome.key);
    await bed.turn(30_000);
    const back = await bed.joined();
    expect(back.welcome.tick).toBe(930);
    await bed.turn(90_000);
    expect(back.newest?.tick).toBe(3630);
  });

  test("[R11] a room that stood still for more than 30 s closes as going away, and the next wish gets one that ticks", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    await bed.turn(1000);
    bed.clock.stall(31_000);
    await bed.turn(100);
    expect(player.wire.closed).toMatchObject({ code: "going-away", by: "remote" });
    const back = await bed.joined();
    await bed.turn(1000);
    expect(back.newest?.tick).toBe(30);
  });

  test("[R11] closing all ends every stay as going away and leaves no call to come", async () => {
    const bed = await makeBed({ fillTo: 6 });
    const player = await bed.joined();
    await bed.joined({ room: "attic" });
    bed.rooms.closeAll();
    await bed.turn(0);
    expect(player.wire.closed).toMatchObject({ code: "going-away", by: "remote" });
    expect({ waiting: bed.clock.waiting, rooms: bed.rooms.list() }).toEqual({
      waiting: 0,
      rooms: [],
    });
  });
});

describe("chat", () => {
  test("[R23] a line reaches everybody, its speaker too, without the spaces around it; empty ones nobody", async () => {
    const bed = await makeBed();
    const ada = await bed.joined({ name: "Ada" });
    const bo = await bed.joined({ name: "Bo" });
    ada.say("  hello \n");
    ada.say("   ");
    await bed.turn(34);
    const told = [{ seat: ada.welcome.seat, text: "hello" }];
    expect([ada.chat, bo.chat]).toEqual([told, told]);
  });

  test("[R23] who talks without end is hushed once, and nobody's session overflows for it", async () => {
    const bed = await makeBed();
    const loud = await bed.joined({ name: "Loud" });
    const away = await bed.joined({ name: "Away" });
    away.wire.link.close("lost");
    for (let tenth = 0; tenth < 290; tenth++) {
      for (let line = 0; line < 20; line++) loud.say("again");
      await bed.turn(100);
    }
    expect(loud.wire.closed).toBeUndefined();
    expect(bed.sessions.count).toBe(2);
    const hushed = loud.chat.filter(({ seat }) => seat === 255);
    expect(hushed[0]?.text).toBe("You talk faster than the room can hear; wait a moment");
    await away.come(away.welcome.key);
    expect(away.chat.length).toBeLessThan(520);
    expect(away.chat.length).toBeGreaterThan(480);
  });
});
