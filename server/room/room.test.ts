import { describe, expect, test } from "vitest";
import { makeTestRig, settle } from "../testing/test-rig.suite.ts";

describe("names", () => {
  test("[R3] players of one name are told apart by a number", async () => {
    const bed = await makeTestRig();
    const names = [];
    for (let count = 0; count < 3; count++)
      names.push((await bed.joinPlayer({ name: "Nova" })).welcome.name);
    expect(names).toEqual(["Nova", "Nova 2", "Nova 3"]);
  });

  test("[R3] names that look alike are told apart, and those that show nothing are pilots", async () => {
    const bed = await makeTestRig();
    const names = [];
    for (const name of ["Zoë", "Zoe\u0308", "Zoë\ufe0f", "\u3164", "\u2800\u200d"])
      names.push((await bed.joinPlayer({ name })).welcome.name);
    expect(names).toEqual(["Zoë", "Zoë 2", "Zoë 3", "Pilot", "Pilot 2"]);
  });

  test("[R3] nobody takes a bot's name, and who has none is a pilot", async () => {
    const bed = await makeTestRig({ fillTo: 2 });
    expect((await bed.joinPlayer({ name: "Nagle" })).welcome.name).toBe("Nagle 2");
    expect((await bed.joinPlayer({ name: "" })).welcome.name).toBe("Pilot");
  });

  test("[R3] the longest name there can be is told apart within the wire's 96 bytes", async () => {
    const bed = await makeTestRig();
    const name = "🚀".repeat(24);
    expect((await bed.joinPlayer({ name })).welcome.name).toBe(name);
    expect((await bed.joinPlayer({ name })).welcome.name).toBe(`${"🚀".repeat(22)} 2`);
  });
});

describe("bots", () => {
  test("[R10] bots fill the room to the number wished for, and make way one by one", async () => {
    const bed = await makeTestRig({ fillTo: 2 });
    const shipsAndBots = () => {
      const [room] = bed.rooms.list();
      return [room?.world.ships.length, room?.standings().filter(({ bot }) => bot).length];
    };
    const first = await bed.joinPlayer({ bots: 4 });
    const counts = [shipsAndBots()];
    for (let count = 0; count < 4; count++) {
      await bed.joinPlayer();
      counts.push(shipsAndBots());
    }
    expect(counts).toEqual([
      [4, 3],
      [4, 2],
      [4, 1],
      [4, 0],
      [5, 0],
    ]);
    first.client.link.close("done");
    await settle();
    expect(shipsAndBots()).toEqual([4, 0]);
  });

  test("[R10] sixteen bots leave a seat for whoever comes; none are there where none were wished for", async () => {
    const bed = await makeTestRig({ fillTo: 16 });
    await bed.joinPlayer();
    expect(bed.rooms.list()[0]?.world.ships.length).toBe(16);
    await bed.joinPlayer({ room: "duel", bots: 0 });
    expect(bed.rooms.list()[1]?.world.ships.length).toBe(1);
  });
});

describe("how a room ends", () => {
  test("[R11] an empty room stands still after five seconds, and after a minute it is gone", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    player.client.link.close("done");
    await settle();
    const tick = () => bed.rooms.list()[0]?.tick();
    await bed.advance(4000);
    expect(tick()).toBe(120);
    await bed.advance(2000);
    const stoodStillAt = tick();
    expect(stoodStillAt).toBeLessThanOrEqual(150);
    await bed.advance(53_000);
    expect(tick()).toBe(stoodStillAt);
    await bed.advance(2000);
    expect(bed.rooms.list().length).toBe(0);
    expect(bed.clock.pendingTimers).toBe(0);
  });

  test("[R11] who comes within the minute finds the same room, which goes on at the tick where it stood and then stays", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    await bed.advance(1000);
    player.client.link.close("done");
    await settle();
    await bed.advance(10_000);
    const stoodStillAt = bed.rooms.list()[0]?.tick() ?? 0;
    await bed.advance(20_000);
    const back = await bed.joinPlayer();
    const { tick, tickZeroMs, tickRateHz } = back.welcome;
    expect(tick).toBe(stoodStillAt);
    expect(tickZeroMs + (tick * 1000) / tickRateHz).toBeCloseTo(bed.clock.now());
    await bed.advance(90_000);
    expect(back.newest?.tick).toBe(stoodStillAt + 2700);
  });

  test("[R11] where there are too many rooms, the one that has been empty for longest makes way, but none with players in it", async () => {
    const bed = await makeTestRig({ maxRooms: 4 });
    const names = () => bed.rooms.list().map(({ name: room }) => room);
    const [a, b] = [await bed.joinPlayer({ room: "a" }), await bed.joinPlayer({ room: "b" })];
    await bed.joinPlayer({ room: "c" });
    b.client.link.close("done");
    await settle();
    await bed.advance(1000);
    a.client.link.close("done");
    await settle();
    await bed.joinPlayer({ room: "d" });
    expect(names()).toEqual(["a", "c", "d"]);
    await bed.joinPlayer({ room: "e" });
    expect(names()).toEqual(["c", "d", "e"]);
    const late = await bed.dialWithHello({ credential: bed.ticket({ room: "f" }) });
    expect(late.closed?.code).toBe("refused");
    expect(names()).toEqual(["c", "d", "e"]);
  });

  test("[R11] the lobby can always be had, whatever other rooms there are, and none takes its place while it is empty", async () => {
    const bed = await makeTestRig({ maxRooms: 3 });
    await bed.joinPlayer({ room: "a" });
    await bed.joinPlayer({ room: "b" });
    const first = await bed.joinPlayer({ room: "lobby" });
    expect(first.welcome.room).toBe("lobby");
    first.client.link.close("done");
    await settle();
    const late = await bed.dialWithHello({ credential: bed.ticket({ room: "c" }) });
    expect(late.closed?.code).toBe("refused");
    expect((await bed.joinPlayer({ room: "lobby" })).welcome.room).toBe("lobby");
  });

  test("[R11] a room that was found and not entered goes as an empty one does, and never ticks", async () => {
    const bed = await makeTestRig();
    const room = bed.rooms.findOrCreate("attic", undefined);
    await bed.advance(10_000);
    expect(room?.room.tick()).toBe(0);
    await bed.advance(51_000);
    expect({ rooms: bed.rooms.list(), waiting: bed.clock.pendingTimers }).toEqual({
      rooms: [],
      waiting: 0,
    });
  });

  test("[R11] a room that stood still for more than 30 s closes as going away, and the next wish gets one that ticks", async () => {
    const bed = await makeTestRig();
    const player = await bed.joinPlayer();
    await bed.advance(1000);
    bed.clock.stall(31_000);
    await bed.advance(100);
    expect(player.client.closed).toMatchObject({ code: "going-away", by: "remote" });
    const back = await bed.joinPlayer();
    await bed.advance(1000);
    expect(back.newest?.tick).toBe(30);
  });

  test("[R11] closing all ends every stay as going away and leaves no call to come", async () => {
    const bed = await makeTestRig({ fillTo: 6 });
    const player = await bed.joinPlayer();
    await bed.joinPlayer({ room: "attic" });
    bed.rooms.closeAll();
    await bed.advance(0);
    expect(player.client.closed).toMatchObject({ code: "going-away", by: "remote" });
    expect({ waiting: bed.clock.pendingTimers, rooms: bed.rooms.list() }).toEqual({
      waiting: 0,
      rooms: [],
    });
  });
});
