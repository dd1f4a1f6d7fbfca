import { describe, expect, test } from "vitest";
import { makeBed, quiet } from "./testing/bed.suite.ts";

describe("names", () => {
  test("[R3] players of one name are told apart by a number", async () => {
    const bed = await makeBed();
    const names = [];
    for (let count = 0; count < 3; count++)
      names.push((await bed.joined({ name: "Nova" })).welcome.name);
    expect(names).toEqual(["Nova", "Nova 2", "Nova 3"]);
  });

  test("[R3] names that look alike are told apart, and those that show nothing are pilots", async () => {
    const bed = await makeBed();
    const names = [];
    for (const name of ["Zoë", "Zoe\u0308", "Zoë\ufe0f", "\u3164", "\u2800\u200d"])
      names.push((await bed.joined({ name })).welcome.name);
    expect(names).toEqual(["Zoë", "Zoë 2", "Zoë 3", "Pilot", "Pilot 2"]);
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
    first.wire.link.close("done");
    await quiet();
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
  test("[R11] an empty room stands still after five seconds, and after a minute it is gone", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    player.wire.link.close("done");
    await quiet();
    const tick = () => bed.rooms.list()[0]?.tick();
    await bed.turn(4000);
    expect(tick()).toBe(120);
    await bed.turn(2000);
    const stoodStillAt = tick();
    expect(stoodStillAt).toBeLessThanOrEqual(150);
    await bed.turn(53_000);
    expect(tick()).toBe(stoodStillAt);
    await bed.turn(2000);
    expect(bed.rooms.list().length).toBe(0);
    expect(bed.clock.waiting).toBe(0);
  });

  test("[R11] who comes within the minute finds the same room, which goes on at the tick where it stood and then stays", async () => {
    const bed = await makeBed();
    const player = await bed.joined();
    await bed.turn(1000);
    player.wire.link.close("done");
    await quiet();
    await bed.turn(10_000);
    const stoodStillAt = bed.rooms.list()[0]?.tick() ?? 0;
    await bed.turn(20_000);
    const back = await bed.joined();
    const { tick, tickZeroMs, tickRateHz } = back.welcome;
    expect(tick).toBe(stoodStillAt);
    expect(tickZeroMs + (tick * 1000) / tickRateHz).toBeCloseTo(bed.clock.now());
    await bed.turn(90_000);
    expect(back.newest?.tick).toBe(stoodStillAt + 2700);
  });

  test("[R11] where there are too many rooms, the one that has been empty for longest makes way, but none with players in it", async () => {
    const bed = await makeBed({ maxRooms: 4 });
    const names = () => bed.rooms.list().map(({ room }) => room);
    const [a, b] = [await bed.joined({ room: "a" }), await bed.joined({ room: "b" })];
    await bed.joined({ room: "c" });
    b.wire.link.close("done");
    await quiet();
    await bed.turn(1000);
    a.wire.link.close("done");
    await quiet();
    await bed.joined({ room: "d" });
    expect(names()).toEqual(["a", "c", "d"]);
    await bed.joined({ room: "e" });
    expect(names()).toEqual(["c", "d", "e"]);
    const late = await bed.greeted({ credential: bed.ticket({ room: "f" }) });
    expect(late.closed?.code).toBe("refused");
    expect(names()).toEqual(["c", "d", "e"]);
  });

  test("[R11] the lobby can always be had, whatever other rooms there are, and none takes its place while it is empty", async () => {
    const bed = await makeBed({ maxRooms: 3 });
    await bed.joined({ room: "a" });
    await bed.joined({ room: "b" });
    const first = await bed.joined({ room: "lobby" });
    expect(first.welcome.room).toBe("lobby");
    first.wire.link.close("done");
    await quiet();
    const late = await bed.greeted({ credential: bed.ticket({ room: "c" }) });
    expect(late.closed?.code).toBe("refused");
    expect((await bed.joined({ room: "lobby" })).welcome.room).toBe("lobby");
  });

  test("[R11] a room that was found and not entered goes as an empty one does, and never ticks", async () => {
    const bed = await makeBed();
    const room = bed.rooms.find("attic", undefined);
    await bed.turn(10_000);
    expect(room?.tick()).toBe(0);
    await bed.turn(51_000);
    expect({ rooms: bed.rooms.list(), waiting: bed.clock.waiting }).toEqual({
      rooms: [],
      waiting: 0,
    });
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
