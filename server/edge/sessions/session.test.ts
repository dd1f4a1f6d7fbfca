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
  test("[R6] a lost link keeps ship, seat and name, and the key resumes them within 30 s", async () => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    const player = await rig.joinPlayer({ name: "Bo" });
    player.sendInput({ newestTick: 5, commands: Array.from({ length: 5 }, () => forward) });
    await rig.advance(170);
    const before = { ...player.welcome };
    player.client.link.close("lost");
    await rig.advance(29_000);
    expect(other.roster.map(({ name, transport }) => [name, transport])).toEqual([
      ["Ada", "memory"],
      ["Bo", "away"],
    ]);
    const ship = rig.rooms.list()[0]?.world.ships.find(({ id }) => id === before.seat);
    await player.join(before.key);
    await rig.advance(34);
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

  test("[R6] a player without a link is still a member, but not a linked member", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const { key, seat } = player.welcome;
    const member = { room: "lobby", seat };
    const known = () => [rig.sessions.memberOf(key), rig.sessions.linkedMemberOf(key)];
    expect(known()).toEqual([member, member]);
    player.client.link.close("lost");
    await settle();
    expect(known()).toEqual([member, undefined]);
    await player.join(key);
    expect(known()).toEqual([member, member]);
    expect(rig.sessions.memberOf(key)).toBe(rig.sessions.linkedMemberOf(key));
  });

  test("[R6] chat of the meantime arrives after the return, once and in order", async () => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    const player = await rig.joinPlayer({ name: "Bo" });
    player.client.link.close("lost");
    await settle();
    for (const text of ["one", "two", "three"]) other.sendChat(text);
    await rig.advance(1000);
    await player.join(player.welcome.key);
    expect(player.chat.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  test("[R43] each link beyond four closes the oldest, and snapshots continue on the newest", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const clients = [player.client];
    for (let link = 2; link <= 9; link++) {
      await player.join(player.welcome.key);
      clients.push(player.client);
      // From now on the server sends there.
      player.update();
      await settle();
    }
    expect(clients.map(({ closed }) => closed?.code)).toEqual([
      ...Array.from({ length: 5 }, () => "refused"),
      ...Array.from({ length: 4 }, () => undefined),
    ]);
    expect(clients[0]?.closed?.detail).toBe("a player has 4 links at most");
    const before = player.newest?.tick ?? 0;
    await rig.advance(1000);
    expect([player.newest?.tick, rig.sessions.count]).toEqual([before + 30, 1]);
  });

  test("[R43] of a hundred links with one key the last four stay open, in one session", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const links: RawClient[] = [player.client];
    for (let link = 0; link < 100; link++)
      links.push(await rig.dialWithHello({ credential: player.welcome.key }));
    expect(links.filter(({ closed }) => closed === undefined)).toEqual(links.slice(-4));
    expect(rig.sessions.count).toBe(1);
  });

  test("[R6] after 30 s without a link the seat is free and the key is refused", async () => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    const player = await rig.joinPlayer({ name: "Bo" });
    const { key } = player.welcome;
    player.client.link.close("lost");
    await rig.advance(30_100);
    expect(other.roster.map(({ name }) => name)).toEqual(["Ada"]);
    const late = await rig.dialWithHello({ credential: key, received: 3 });
    expect(late.closed?.code).toBe("refused");
  });

  test("[R6] a return within the grace time cancels its timeout", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    player.client.link.close("lost");
    await rig.advance(20_000);
    await player.join(player.welcome.key);
    await rig.advance(20_000);
    expect(rig.sessions.count).toBe(1);
  });
});

describe("leaving", () => {
  test("[R7] the key identifies the session while it lasts and ten seconds longer", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const { key, session } = player.welcome;
    expect(rig.sessions.idOf(key)).toBe(session);
    player.client.link.close("done", "goodbye");
    await rig.advance(9900);
    expect([rig.sessions.idOf(key), rig.sessions.memberOf(key)]).toEqual([session, undefined]);
    await rig.advance(200);
    expect(rig.sessions.idOf(key)).toBeUndefined();
  });

  test("[R7] goodbye, by key or by closing the last link as going-away, keeps the seat for five seconds, also with a lost link", async () => {
    const goodbyes: ((rig: TestRig, player: TestPlayer) => void)[] = [
      (rig, { welcome }) => void rig.sessions.goodbye(welcome.key),
      (_rig, { client }) => client.link.close("going-away"),
      (rig, { welcome, client }) => {
        rig.sessions.goodbye(welcome.key);
        client.link.close("lost");
      },
      (rig, { welcome, client }) => {
        client.link.close("lost");
        rig.sessions.goodbye(welcome.key);
      },
    ];
    for (const goodbye of goodbyes) {
      const rig = await makeTestRig();
      const player = await rig.joinPlayer();
      goodbye(rig, player);
      await settle();
      rig.clock.advance(4999);
      const kept = rig.rooms.list()[0]?.playerCount;
      rig.clock.advance(1);
      expect({ kept, left: rig.rooms.list()[0]?.playerCount }).toEqual({ kept: 1, left: 0 });
      await settle();
      expect(player.client.closed).toBeDefined();
      expect(rig.sessions.goodbye(player.welcome.key)).toBe(false);
    }
  });

  test("[R7] a page that is unloaded before it knows its key says goodbye with its ticket", async () => {
    const rig = await makeTestRig();
    const credential = rig.ticket();
    await rig.dialWithHello({ credential });
    expect(rig.sessions.goodbye(credential)).toBe(true);
    rig.clock.advance(5000);
    expect(rig.sessions.count).toBe(0);
  });

  test("[R7] closing the last link as done ends the session at once; closing one of two does not", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const old = player.client;
    await player.join(player.welcome.key);
    old.link.close("done", "swapped");
    await settle();
    expect(rig.sessions.count).toBe(1);
    player.client.link.close("done", "goodbye");
    await settle();
    expect(rig.sessions.count).toBe(0);
  });

  test("[R7] a last link that closes as timeout, lost or protocol-error keeps the seat", async () => {
    for (const code of ["timeout", "lost", "protocol-error"] as const) {
      const rig = await makeTestRig();
      const player = await rig.joinPlayer();
      player.client.link.close(code, "no welcome in time");
      await settle();
      rig.clock.advance(29_000);
      expect({ code, sessions: rig.sessions.count }).toEqual({ code, sessions: 1 });
    }
  });

  test("[R7] a session with too many unacknowledged messages ends as overflow, and the room continues", async () => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    const player = await rig.joinPlayer({ name: "Bo" });
    player.client.onMessage = () => {};
    // This page acknowledges nothing while the other chats.
    for (let line = 0; line < 2100; line++) {
      other.sendChat(String(line));
      if (line % 100 === 99) await rig.advance(10_000);
    }
    await settle();
    expect(player.client.closed?.code).toBe("overflow");
    expect(other.chat.length).toBeGreaterThan(2000);
    expect(rig.sessions.count).toBe(1);
  });
});
