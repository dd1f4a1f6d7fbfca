import { describe, expect, test } from "vitest";
import { makeTestRig, settle } from "../testing/test-rig.suite.ts";

describe("names", () => {
  test("[R3] players of one name are told apart by a number", async () => {
    const rig = await makeTestRig();
    const names = [];
    for (let count = 0; count < 3; count++)
      names.push((await rig.joinPlayer({ name: "Nova" })).welcome.name);
    expect(names).toEqual(["Nova", "Nova 2", "Nova 3"]);
  });

  test("[R3] names that look alike are told apart, and a name of which nothing shows becomes Pilot", async () => {
    const rig = await makeTestRig();
    const names = [];
    for (const name of ["Zoë", "Zoe\u0308", "Zoë\ufe0f", "\u3164", "\u2800\u200d"])
      names.push((await rig.joinPlayer({ name })).welcome.name);
    expect(names).toEqual(["Zoë", "Zoë 2", "Zoë 3", "Pilot", "Pilot 2"]);
  });

  test("[R3] a player does not get a bot's name, and a player without a name is Pilot", async () => {
    const rig = await makeTestRig({ fillTo: 2 });
    expect((await rig.joinPlayer({ name: "Nagle" })).welcome.name).toBe("Nagle 2");
    expect((await rig.joinPlayer({ name: "" })).welcome.name).toBe("Pilot");
  });

  test("[R3] two of the longest names are told apart within the 96 bytes of the wire", async () => {
    const rig = await makeTestRig();
    const name = "🚀".repeat(24);
    expect((await rig.joinPlayer({ name })).welcome.name).toBe(name);
    expect((await rig.joinPlayer({ name })).welcome.name).toBe(`${"🚀".repeat(22)} 2`);
  });
});

describe("bots", () => {
  test("[R10] bots fill the room to the number asked for, and make way one by one", async () => {
    const rig = await makeTestRig({ fillTo: 2 });
    const shipsAndBots = () => {
      const [room] = rig.rooms.list();
      return [room?.world.ships.length, room?.standings().filter(({ bot }) => bot).length];
    };
    const first = await rig.joinPlayer({ bots: 4 });
    const counts = [shipsAndBots()];
    for (let count = 0; count < 4; count++) {
      await rig.joinPlayer();
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

  test("[R10] one of sixteen bots makes way for a player; a room for which 0 bots were asked has none", async () => {
    const rig = await makeTestRig({ fillTo: 16 });
    await rig.joinPlayer();
    expect(rig.rooms.list()[0]?.world.ships.length).toBe(16);
    await rig.joinPlayer({ room: "duel", bots: 0 });
    expect(rig.rooms.list()[1]?.world.ships.length).toBe(1);
  });
});

describe("how a room ends", () => {
  test("[R11] an empty room stops ticking after five seconds and closes after a minute", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    player.client.link.close("done");
    await settle();
    const tick = () => rig.rooms.list()[0]?.tick();
    await rig.advance(4000);
    expect(tick()).toBe(120);
    await rig.advance(2000);
    const stoodStillAt = tick();
    expect(stoodStillAt).toBeLessThanOrEqual(150);
    await rig.advance(53_000);
    expect(tick()).toBe(stoodStillAt);
    await rig.advance(2000);
    expect(rig.rooms.list().length).toBe(0);
    expect(rig.clock.pendingTimers).toBe(0);
  });

  test("[R11] a player who joins within the minute finds the same room, which goes on at its last tick and stays", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    await rig.advance(1000);
    player.client.link.close("done");
    await settle();
    await rig.advance(10_000);
    const stoodStillAt = rig.rooms.list()[0]?.tick() ?? 0;
    await rig.advance(20_000);
    const back = await rig.joinPlayer();
    const { tick, tickZeroMs, tickRateHz } = back.welcome;
    expect(tick).toBe(stoodStillAt);
    expect(tickZeroMs + (tick * 1000) / tickRateHz).toBeCloseTo(rig.clock.now());
    await rig.advance(90_000);
    expect(back.newest?.tick).toBe(stoodStillAt + 2700);
  });

  test("[R11] with too many rooms the one that has been empty for longest closes, and none with players does", async () => {
    const rig = await makeTestRig({ maxRooms: 4 });
    const names = () => rig.rooms.list().map(({ name: room }) => room);
    const [a, b] = [await rig.joinPlayer({ room: "a" }), await rig.joinPlayer({ room: "b" })];
    await rig.joinPlayer({ room: "c" });
    b.client.link.close("done");
    await settle();
    await rig.advance(1000);
    a.client.link.close("done");
    await settle();
    await rig.joinPlayer({ room: "d" });
    expect(names()).toEqual(["a", "c", "d"]);
    await rig.joinPlayer({ room: "e" });
    expect(names()).toEqual(["c", "d", "e"]);
    const late = await rig.dialWithHello({ credential: rig.ticket({ room: "f" }) });
    expect(late.closed?.code).toBe("refused");
    expect(names()).toEqual(["c", "d", "e"]);
  });

  test("[R11] the lobby can be joined whatever other rooms there are, and none takes its place while it is empty", async () => {
    const rig = await makeTestRig({ maxRooms: 3 });
    await rig.joinPlayer({ room: "a" });
    await rig.joinPlayer({ room: "b" });
    const first = await rig.joinPlayer({ room: "lobby" });
    expect(first.welcome.room).toBe("lobby");
    first.client.link.close("done");
    await settle();
    const late = await rig.dialWithHello({ credential: rig.ticket({ room: "c" }) });
    expect(late.closed?.code).toBe("refused");
    expect((await rig.joinPlayer({ room: "lobby" })).welcome.room).toBe("lobby");
  });

  test("[R11] a room that nobody joined closes as an empty one does, and never ticks", async () => {
    const rig = await makeTestRig();
    const room = rig.rooms.findOrCreate("attic", undefined);
    await rig.advance(10_000);
    expect(room?.room.tick()).toBe(0);
    await rig.advance(51_000);
    expect({ rooms: rig.rooms.list(), waiting: rig.clock.pendingTimers }).toEqual({
      rooms: [],
      waiting: 0,
    });
  });

  test("[R11] a room that did not tick for more than 30 s closes as going-away, and the next player gets one that ticks", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    await rig.advance(1000);
    rig.clock.stall(31_000);
    await rig.advance(100);
    expect(player.client.closed).toMatchObject({ code: "going-away", by: "remote" });
    const back = await rig.joinPlayer();
    await rig.advance(1000);
    expect(back.newest?.tick).toBe(30);
  });

  test("[R11] closing all rooms ends every session as going-away and leaves no timer", async () => {
    const rig = await makeTestRig({ fillTo: 6 });
    const player = await rig.joinPlayer();
    await rig.joinPlayer({ room: "attic" });
    rig.rooms.closeAll();
    await rig.advance(0);
    expect(player.client.closed).toMatchObject({ code: "going-away", by: "remote" });
    expect({ waiting: rig.clock.pendingTimers, rooms: rig.rooms.list() }).toEqual({
      waiting: 0,
      rooms: [],
    });
  });
});
