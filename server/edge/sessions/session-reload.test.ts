import { ping } from "#protocol";
import { Button } from "#simulation";
import { describe, expect, test } from "vitest";
import { type TestRig, makeTestRig, settle } from "../../testing/test-rig.suite.ts";

const forward = { buttons: Button.right, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 };

describe("reloading", () => {
  const ticketFor = (rig: TestRig, credential: string, left: boolean): string => {
    const ticket = rig.sessions.resume(credential, left, "memory");
    if (ticket === undefined) throw new Error("there is no way back");
    return ticket;
  };

  test("[R31] a reloaded page has ship, seat, name and chat of its player, and the old key is void", async () => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    const player = await rig.joinPlayer({ name: "Bo" });
    player.sendInput({ newestTick: 5, commands: Array.from({ length: 5 }, () => forward) });
    // Until both ships are at rest.
    await rig.advance(20_000);
    const { key, name, seat } = player.welcome;
    const ships = () => rig.rooms.list()[0]?.world.ships;
    const shipsBefore = ships();

    player.client.link.close("going-away");
    rig.sessions.goodbye(key);
    const reloaded = rig.player();
    await reloaded.join(ticketFor(rig, key, true));
    await rig.advance(34);
    expect(reloaded.welcome).toMatchObject({ name, seat, resumed: true });
    expect(ships()).toEqual(shipsBefore);
    expect(reloaded.newest?.own).toEqual(player.newest?.own);
    expect(reloaded.roster.map(({ name }) => name)).toEqual(["Ada", "Bo"]);
    other.sendChat("still there?");
    reloaded.sendChat("still here");
    await rig.advance(0);
    expect(reloaded.chat.map(({ text }) => text)).toEqual(["still there?", "still here"]);
    // The old page's goodbye may be late.
    expect([rig.sessions.goodbye(key), rig.sessions.admits(key)]).toEqual([false, false]);
    await rig.advance(40_000);
    expect(rig.sessions.count).toBe(2);
  });

  test("[R31] a page that was not reported as unloaded can be replaced only after a second of silence", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    await rig.advance(5000);
    expect(rig.sessions.resume(player.welcome.key, false, "memory")).toBeUndefined();
    rig.clock.advance(999);
    expect(rig.sessions.resume(player.welcome.key, false, "memory")).toBeUndefined();
    rig.clock.advance(1);
    const twin = rig.player();
    await twin.join(ticketFor(rig, player.welcome.key, false));
    expect(twin.welcome.seat).toBe(player.welcome.seat);
    expect(player.client.closed).toMatchObject({ code: "done", by: "remote" });
  });

  test("[R31] a page that was reloaded before it knew its key resumes with its ticket", async () => {
    const rig = await makeTestRig();
    const credential = rig.ticket({ name: "Bo" });
    const first = await rig.dialWithHello({ credential });
    first.link.close("going-away");
    await settle();
    const reloaded = rig.player();
    await reloaded.join(ticketFor(rig, credential, true));
    expect(reloaded.welcome.name).toBe("Bo");
    expect(rig.sessions.count).toBe(1);
  });

  test("[R31] the seat is kept 30 s for a page that has asked for it, also after a late goodbye; an ended session cannot be resumed", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer({ name: "Bo" });
    const { key } = player.welcome;
    const ticket = ticketFor(rig, key, true);
    rig.sessions.goodbye(key);
    player.client.link.close("going-away");
    await settle();
    rig.clock.advance(29_000);
    expect(rig.sessions.count).toBe(1);
    rig.clock.advance(1000);
    expect(rig.sessions.resume(key, true, "memory")).toBeUndefined();
    // The ticket still joins, under the same name, with a new ship.
    const late = rig.player();
    await late.join(ticket);
    expect([late.welcome.name, late.welcome.resumed]).toEqual(["Bo", false]);
  });

  test("[R5] a reload does not refill the budget of messages", async () => {
    const rig = await makeTestRig();
    let player = await rig.joinPlayer();
    const closed = async (pings: number) => {
      const { link } = player.client;
      for (let count = 0; count < pings; count++)
        player.channel.sendOn(link, "ping", ping.encode(count));
      await settle();
      return player.client.closed?.detail;
    };
    expect(await closed(1200)).toBeUndefined();
    const ticket = ticketFor(rig, player.welcome.key, true);
    player = rig.player();
    await player.join(ticket);
    expect(await closed(1202)).toBe("more messages than any player sends");
  });

  test("[R23] a reload does not refill the budget of chat lines", async () => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    let chatting = await rig.joinPlayer({ name: "Bo" });
    for (let reload = 0; reload < 3; reload++) {
      for (let line = 0; line < 150; line++) chatting.sendChat("line");
      await rig.advance(0);
      const ticket = ticketFor(rig, chatting.welcome.key, true);
      chatting = rig.player();
      await chatting.join(ticket);
    }
    expect(other.chat.length).toBeLessThan(210);
  });
});
