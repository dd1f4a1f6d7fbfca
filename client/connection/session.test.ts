import { decodeChatLine } from "#protocol";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeTestRig, makeClient, joinRequest, wanted } from "../testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

async function flying(options: Parameters<typeof makeTestRig>[0] = {}) {
  const bed = makeTestRig(options);
  const who = makeClient(bed);
  who.session.join(joinRequest, wanted());
  await bed.advance(1000);
  return { bed, who };
}

describe("joining", () => {
  test("[C1] it joins on what opens at once, climbs to WebRTC, and hangs up the old link a little later", async () => {
    const { bed, who } = await flying();
    expect(who.transports()).toEqual([undefined, "socketio", "webrtc"]);
    expect(who.state).toEqual({
      phase: "playing",
      transport: "webrtc",
      chosen: "auto",
      swappingTo: undefined,
      statusText: "",
    });
    expect(bed.net.open().map(({ transport }) => transport)).toEqual(["webrtc"]);
    expect({ swaps: who.session.swaps, stays: who.welcomes.length }).toEqual({
      swaps: 1,
      stays: 1,
    });
    expect(bed.server.sessions.count).toBe(1);
  });

  test("[C2] what comes together with the welcome is heard after the stay has begun", async () => {
    const bed = makeTestRig();
    bed.net.path = { delayMs: 20, jitterMs: 0, loss: 0, pollMs: 200 };
    const who = makeClient(bed);
    const order: string[] = [];
    who.on.joined = () => void order.push("joined");
    who.on.heard = ({ kind }) => void order.push(kind);
    who.session.join(joinRequest, wanted({ transport: "socketio" }));
    await bed.advance(1500);
    expect(order.slice(0, 3)).toEqual(["joined", "roster", "snapshot"]);
  });

  test("[C3] a room that is full, or a wish that will not do, is said once and not tried again", async () => {
    const bed = makeTestRig();
    let asked = 0;
    bed.ticketAnswer = () => {
      asked += 1;
      return Response.json({ error: "a room's name is 1 to 32 small letters" }, { status: 400 });
    };
    const who = makeClient(bed);
    who.session.join(joinRequest, wanted());
    await bed.advance(10_000);
    expect(who.state).toMatchObject({
      phase: "refused",
      statusText: "a room's name is 1 to 32 small letters",
      swappingTo: undefined,
    });
    expect(asked).toBe(1);
  });

  test("[C3] the words of a refusal at the door reach the player", async () => {
    const bed = makeTestRig();
    bed.ticketAnswer = () => Response.json({ ticket: "made up" });
    const who = makeClient(bed);
    who.session.join(joinRequest, wanted());
    await bed.advance(1000);
    expect(who.state).toMatchObject({
      phase: "refused",
      statusText: "this ticket is unknown, expired or already used",
    });
  });

  test("[C3] a server that is busy or down is asked again, with its words on the badge", async () => {
    const bed = makeTestRig();
    const answer = bed.ticketAnswer;
    const busy = "too many players are joining at once; try again in a minute";
    bed.ticketAnswer = () => Response.json({ error: busy }, { status: 429 });
    const who = makeClient(bed);
    who.session.join(joinRequest, wanted());
    await bed.advance(2000);
    expect(who.state).toMatchObject({ phase: "joining", statusText: `${busy}; trying again` });
    bed.ticketAnswer = () => {
      throw new TypeError("fetch failed");
    };
    await bed.advance(4000);
    expect(who.state).toMatchObject({ statusText: "The server does not answer; trying again" });
    bed.ticketAnswer = answer;
    await bed.advance(6000);
    expect(who.state.phase).toBe("playing");
  });
});

describe("falling back and climbing", () => {
  test("[C4] a browser without WebRTC flies on Socket.IO and says why", async () => {
    const bed = makeTestRig();
    bed.net.conditions("webrtc").missing = true;
    const who = makeClient(bed);
    who.session.join(joinRequest, wanted());
    await bed.advance(3000);
    expect(who.state).toMatchObject({
      phase: "playing",
      transport: "socketio",
      statusText: "WebRTC did not connect (no webrtc here): flying on Socket.IO, trying again",
    });
  });

  test("[C4] with UDP blocked it flies on Socket.IO, says so, and tries WebRTC again with growing pauses", async () => {
    const bed = makeTestRig();
    bed.net.conditions("webrtc").blocked = true;
    const who = makeClient(bed);
    who.session.join(joinRequest, wanted());
    await bed.advance(6000);
    expect(who.state).toMatchObject({
      phase: "playing",
      transport: "socketio",
      statusText: "WebRTC did not connect (UDP may be blocked): flying on Socket.IO, trying again",
    });
    const dials = () =>
      who.states.filter(
        ({ swappingTo }, at) =>
          swappingTo === "webrtc" && who.states[at - 1]?.swappingTo !== "webrtc",
      ).length;
    // 5 s each to give up, and then 5, 10, 20, 30 s of rest.
    await bed.advance(54_000);
    expect(dials()).toBe(4);
    bed.net.conditions("webrtc").blocked = false;
    await bed.advance(30_000);
    expect(who.state).toMatchObject({ transport: "webrtc", statusText: "" });
    expect(bed.server.sessions.count).toBe(1);
  });

  test("[C4] WebRTC that goes silent is left within a second and a half, without a loss, and climbed back to", async () => {
    const { bed, who } = await flying();
    bed.net.conditions("webrtc").stalled = true;
    for (let line = 0; line < 5; line++) who.session.send("chat", `line ${line}`);
    await bed.advance(1500);
    expect(who.state).toMatchObject({
      transport: "socketio",
      statusText: "WebRTC went silent: flying on Socket.IO, trying again",
    });
    await bed.advance(300);
    const said = () =>
      who.heard
        .filter(({ kind }) => kind === "chat-line")
        .map(({ body }) => decodeChatLine(body).text);
    expect(said()).toEqual(["line 0", "line 1", "line 2", "line 3", "line 4"]);
    await bed.advance(4000);
    const dialed = bed.net.links.filter(({ transport }) => transport === "webrtc");
    expect(dialed.length).toBe(1);
    bed.net.conditions("webrtc").stalled = false;
    await bed.advance(3000);
    expect(who.state).toMatchObject({ transport: "webrtc", statusText: "" });
    expect(who.welcomes.length).toBe(1);
  });

  test("[C4] a page that stood still for a while has not found its link silent", async () => {
    const { bed, who } = await flying();
    bed.clock.advance(3000);
    await bed.advance(500);
    expect(who.transports()).toEqual([undefined, "socketio", "webrtc"]);
  });

  test("[C5] what the player chose is flown on, and come back to when it had to be left", async () => {
    const { bed, who } = await flying();
    who.session.swapTo({ transport: "socketio" });
    await bed.advance(10_000);
    expect(who.state).toMatchObject({ transport: "socketio", chosen: "socketio", statusText: "" });
    who.session.swapTo({ transport: "webrtc" });
    await bed.advance(1000);
    expect(who.state.transport).toBe("webrtc");
    bed.net.conditions("webrtc").blocked = true;
    bed.net.open("webrtc").forEach((link) => link.breakLink());
    await bed.advance(16_000);
    expect(who.state).toMatchObject({
      transport: "socketio",
      statusText: expect.stringContaining("WebRTC") as string,
    });
    bed.net.conditions("webrtc").blocked = false;
    await bed.advance(31_000);
    expect(who.state).toMatchObject({ transport: "webrtc", chosen: "webrtc", statusText: "" });
  });

  test("[C5] a choice made while another link is being dialed replaces it", async () => {
    const bed = makeTestRig({ delayMs: 200 });
    const who = makeClient(bed);
    who.session.join(joinRequest, wanted({ transport: "socketio" }));
    await bed.advance(2000);
    who.session.swapTo({ transport: "webrtc" });
    await bed.advance(300);
    who.session.swapTo({ transport: "socketio" });
    await bed.advance(5000);
    expect(who.transports()).toEqual([undefined, "socketio"]);
    expect(bed.net.open().length).toBe(1);
    expect(bed.server.sessions.count).toBe(1);
  });
});

describe("outages", () => {
  test("[C6] a lost link is dialed anew, and the stay goes on", async () => {
    const { bed, who } = await flying();
    const key = who.session.credential;
    bed.net.open().forEach((link) => link.breakLink());
    await bed.advance(8);
    expect(who.state).toMatchObject({ phase: "reconnecting", transport: undefined });
    await bed.advance(2000);
    expect(who.state.phase).toBe("playing");
    expect({ stays: who.welcomes.length, same: who.session.credential === key }).toEqual({
      stays: 1,
      same: true,
    });
  });

  test("[C6] a new link that breaks within the overlap falls back to the old one, which keeps the ship", async () => {
    const { bed, who } = await flying();
    who.session.swapTo({ transport: "socketio" });
    await bed.advance(150);
    expect(who.state.transport).toBe("socketio");
    bed.net.conditions("socketio").blocked = true;
    bed.net.open("socketio").forEach((link) => link.breakLink());
    await bed.advance(16);
    expect(who.state).toMatchObject({
      phase: "playing",
      transport: "webrtc",
      statusText: "Socket.IO was lost: flying on WebRTC",
    });
    who.session.send("chat", "still here");
    await bed.advance(4000);
    const said = who.heard
      .filter(({ kind }) => kind === "chat-line")
      .map(({ body }) => decodeChatLine(body).text);
    expect(said).toEqual(["still here"]);
    expect(bed.server.sessions.count).toBe(1);
    expect(who.welcomes.length).toBe(1);
  });

  test("[C6] a welcome that does not come in time costs the link, not the ship", async () => {
    const { bed, who } = await flying();
    bed.net.open().forEach((link) => link.breakLink());
    // Hellos arrive, and what is answered to them takes longer than the page waits.
    bed.net.path = { delayMs: 20, jitterMs: 0, loss: 0, downMs: 7000 };
    await bed.advance(8000);
    expect(who.state).toMatchObject({ phase: "reconnecting", transport: undefined });
    bed.net.path = { delayMs: 20, jitterMs: 0, loss: 0 };
    await bed.advance(10_000);
    expect(who.state.phase).toBe("playing");
    expect(who.welcomes.length).toBe(1);
  });

  test("[C6] the old link stays until the new one has brought something", async () => {
    const { bed, who } = await flying();
    who.session.swapTo({ transport: "socketio" });
    for (let step = 0; who.session.transport !== "socketio" && step < 99; step++)
      await bed.advance(8);
    bed.net.conditions("socketio").stalled = true;
    await bed.advance(900);
    expect(bed.net.open().map(({ transport }) => transport)).toEqual(["webrtc", "socketio"]);
    bed.net.conditions("socketio").stalled = false;
    await bed.advance(500);
    expect(bed.net.open().map(({ transport }) => transport)).toEqual(["socketio"]);
  });

  test("[C7] a server that forgot this ship is joined anew, by itself", async () => {
    const { bed, who } = await flying();
    bed.restart();
    bed.net.open().forEach((link) => link.breakLink());
    await bed.advance(3000);
    expect(who.statusTexts()).toContain("The server has forgotten this ship; joining again");
    expect(who.state).toMatchObject({ phase: "playing", transport: "webrtc", statusText: "" });
    expect(who.welcomes.length).toBe(2);
    expect(bed.server.sessions.count).toBe(1);
  });

  test("[C7] of a room that closes the player is told why, and joins again", async () => {
    const { bed, who } = await flying();
    bed.server.rooms.list()[0]?.close("the room has closed after an error of the server");
    await bed.advance(3000);
    expect(who.statusTexts()).toContain(
      "The room has closed after an error of the server; reconnecting",
    );
    expect(who.hangUps).toEqual(["the room has closed after an error of the server"]);
    expect(who.state).toMatchObject({ phase: "playing", statusText: "" });
    expect(who.welcomes.length).toBe(2);
  });

  test("[C7] after a restart that took a while it comes back without being asked", async () => {
    const { bed, who } = await flying();
    bed.net.attach = undefined;
    const answer = bed.ticketAnswer;
    bed.ticketAnswer = () => {
      throw new TypeError("fetch failed");
    };
    bed.net.open().forEach((link) => link.peer?.close("going-away"));
    await bed.advance(20_000);
    expect(who.state).toMatchObject({ phase: "reconnecting" });
    bed.ticketAnswer = answer;
    bed.restart();
    await bed.advance(8000);
    expect(who.state.phase).toBe("playing");
  });

  test("[C8] leaving keeps the seat for the page of a reload, and frees it after five seconds, whatever was being dialed", async () => {
    const { bed, who } = await flying();
    who.session.swapTo({ transport: "socketio" });
    await bed.advance(70);
    who.session.leave();
    await bed.advance(4800);
    expect([bed.server.sessions.count, bed.net.open().length]).toEqual([1, 0]);
    await bed.advance(400);
    expect(bed.server.sessions.count).toBe(0);
  });
});

describe("reloading", () => {
  const previous = ({ credential = "" }, left = true) => ({ credential, left });

  test("[C24] the page after a reload comes back to the same seat and name on the transport it is given, and stays", async () => {
    const { bed, who } = await flying();
    who.session.leave();
    await bed.advance(500);
    const next = makeClient(bed);
    expect(
      await next.session.resume(
        previous(who.session),
        joinRequest,
        wanted({ transport: "socketio" }),
      ),
    ).toBe(true);
    expect(next.state).toMatchObject({
      phase: "reconnecting",
      statusText: "Coming back to your ship",
    });
    await bed.advance(10_000);
    expect(next.state).toMatchObject({ phase: "playing", transport: "socketio", statusText: "" });
    const [before] = who.welcomes;
    expect(next.welcomes).toMatchObject([
      { seat: before?.seat, name: before?.name, resumed: true },
    ]);
    expect(bed.server.sessions.count).toBe(1);
  });

  test("[C24] a duplicated tab, whose twin still plays, finds no seat to come back to and joins as a player of its own", async () => {
    const { bed, who } = await flying();
    const twin = makeClient(bed);
    const asked = twin.session.resume(previous(who.session, false), joinRequest, wanted());
    await bed.advance(8);
    expect(await asked).toBe(false);
    expect(twin.state).toMatchObject({ phase: "joining", statusText: "" });
    twin.session.join(joinRequest, wanted());
    await bed.advance(2000);
    expect([who, twin].map(({ welcomes }) => welcomes.map(({ name }) => name))).toEqual([
      ["Nova"],
      ["Nova 2"],
    ]);
    expect([who, twin].map(({ state }) => state.phase)).toEqual(["playing", "playing"]);
  });

  test("[C24] a page that comes after its ship was given up is told so, and joins under its own name", async () => {
    const { bed, who } = await flying();
    who.session.leave();
    await bed.advance(6000);
    const late = makeClient(bed);
    expect(await late.session.resume(previous(who.session), joinRequest, wanted())).toBe(false);
    late.session.join(joinRequest, wanted());
    await bed.advance(1000);
    expect(late.welcomes).toMatchObject([{ name: "Nova", resumed: false }]);
  });

  test("[C25] a welcome that got lost leaves no second ship behind: the next dial comes back to the seat of the first", async () => {
    const bed = makeTestRig();
    // Hellos arrive, and what is answered to them takes longer than the page waits.
    bed.net.path = { delayMs: 20, jitterMs: 0, loss: 0, downMs: 7000 };
    const who = makeClient(bed);
    who.session.join(joinRequest, wanted({ transport: "socketio" }));
    await bed.advance(5100);
    expect(bed.server.sessions.count).toBe(1);
    bed.net.path = { delayMs: 20, jitterMs: 0, loss: 0 };
    await bed.advance(3000);
    expect(who.welcomes).toMatchObject([{ name: "Nova", resumed: true }]);
    expect(bed.server.sessions.count).toBe(1);
  });
});
