import { chat, chatLine } from "#protocol";
import { afterEach, expect, test, vi } from "vitest";
import { joinedRig } from "../testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

test("[C6] a lost link is dialed again, and the session goes on", async () => {
  const { rig, client } = await joinedRig();
  const key = client.session.credential;
  rig.net.open().forEach((link) => link.breakLink());
  await rig.advance(8);
  expect(client.state).toMatchObject({ phase: "reconnecting", transport: undefined });
  await rig.advance(2000);
  expect(client.state.phase).toBe("playing");
  expect({ sessions: client.welcomes.length, same: client.session.credential === key }).toEqual({
    sessions: 1,
    same: true,
  });
});

test("[C6] a new link that breaks within the overlap falls back to the old one, and the session goes on", async () => {
  const { rig, client } = await joinedRig();
  client.session.swapTo({ transport: "socketio" });
  await rig.advance(150);
  expect(client.state.transport).toBe("socketio");
  rig.net.conditions("socketio").blocked = true;
  rig.net.open("socketio").forEach((link) => link.breakLink());
  await rig.advance(16);
  expect(client.state).toMatchObject({
    phase: "playing",
    transport: "webrtc",
    statusText: "Socket.IO was lost: flying on WebRTC",
  });
  client.session.send(chat, "still here");
  await rig.advance(4000);
  const lines = client.received
    .filter(({ kind }) => kind === chatLine.kind)
    .map(({ body }) => chatLine.decode(body).text);
  expect(lines).toEqual(["still here"]);
  expect(rig.server.sessions.count).toBe(1);
  expect(client.welcomes.length).toBe(1);
});

test("[C6] a welcome that does not come in time costs the link, not the session", async () => {
  const { rig, client } = await joinedRig();
  rig.net.open().forEach((link) => link.breakLink());
  // Hellos arrive, and the answers take longer than the page waits.
  rig.net.path = { delayMs: 20, jitterMs: 0, loss: 0, downMs: 7000 };
  await rig.advance(8000);
  expect(client.state).toMatchObject({ phase: "reconnecting", transport: undefined });
  rig.net.path = { delayMs: 20, jitterMs: 0, loss: 0 };
  await rig.advance(10_000);
  expect(client.state.phase).toBe("playing");
  expect(client.welcomes.length).toBe(1);
});

test("[C6] the old link stays open until the new one has brought a message", async () => {
  const { rig, client } = await joinedRig();
  client.session.swapTo({ transport: "socketio" });
  for (let step = 0; client.session.transport !== "socketio" && step < 99; step++)
    await rig.advance(8);
  rig.net.conditions("socketio").stalled = true;
  await rig.advance(900);
  expect(rig.net.open().map(({ transport }) => transport)).toEqual(["webrtc", "socketio"]);
  rig.net.conditions("socketio").stalled = false;
  await rig.advance(500);
  expect(rig.net.open().map(({ transport }) => transport)).toEqual(["socketio"]);
});

test("[C7] a server that forgot the session is joined anew without the player", async () => {
  const { rig, client } = await joinedRig();
  rig.restart();
  rig.net.open().forEach((link) => link.breakLink());
  await rig.advance(3000);
  expect(client.statusTexts()).toContain("The server has forgotten this ship; joining again");
  expect(client.state).toMatchObject({ phase: "playing", transport: "webrtc", statusText: "" });
  expect(client.welcomes.length).toBe(2);
  expect(rig.server.sessions.count).toBe(1);
});

test("[C7] the reason of a room that closes is reported, and the page joins again", async () => {
  const { rig, client } = await joinedRig();
  rig.server.rooms.list()[0]?.close("the room has closed after an error of the server");
  await rig.advance(3000);
  expect(client.statusTexts()).toContain(
    "The room has closed after an error of the server; reconnecting",
  );
  expect(client.serverCloses).toEqual(["the room has closed after an error of the server"]);
  expect(client.state).toMatchObject({ phase: "playing", statusText: "" });
  expect(client.welcomes.length).toBe(2);
});

test("[C7] after a restart that took 20 s the page joins again without the player", async () => {
  const { rig, client } = await joinedRig();
  rig.net.attach = undefined;
  const answer = rig.ticketAnswer;
  rig.ticketAnswer = () => {
    throw new TypeError("fetch failed");
  };
  rig.net.open().forEach((link) => link.peer?.close("going-away"));
  await rig.advance(20_000);
  expect(client.state).toMatchObject({ phase: "reconnecting" });
  rig.ticketAnswer = answer;
  rig.restart();
  await rig.advance(8000);
  expect(client.state.phase).toBe("playing");
});

test("[C8] leaving during a dial keeps the seat for just under five seconds, and frees it then", async () => {
  const { rig, client } = await joinedRig();
  client.session.swapTo({ transport: "socketio" });
  await rig.advance(70);
  client.session.leave();
  await rig.advance(4800);
  expect([rig.server.sessions.count, rig.net.open().length]).toEqual([1, 0]);
  await rig.advance(400);
  expect(rig.server.sessions.count).toBe(0);
});
