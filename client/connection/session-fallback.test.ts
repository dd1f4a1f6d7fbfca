import { chat, chatLine } from "#protocol";
import { afterEach, expect, test, vi } from "vitest";
import {
  joinedRig,
  joinRequest,
  makeClient,
  makeTestRig,
  wanted,
} from "../testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

test("[C4] a browser without WebRTC stays on Socket.IO, and the status text says why", async () => {
  const rig = makeTestRig();
  rig.net.conditions("webrtc").missing = true;
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted());
  await rig.advance(3000);
  expect(client.state).toMatchObject({
    phase: "playing",
    transport: "socketio",
    statusText:
      "WebRTC did not connect (no webrtc in this browser): flying on Socket.IO, trying again",
  });
});

test("[C4] with UDP blocked it stays on Socket.IO, says so, and dials WebRTC again after growing pauses", async () => {
  const rig = makeTestRig();
  rig.net.conditions("webrtc").blocked = true;
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted());
  await rig.advance(6000);
  expect(client.state).toMatchObject({
    phase: "playing",
    transport: "socketio",
    statusText: "WebRTC did not connect (UDP may be blocked): flying on Socket.IO, trying again",
  });
  const dials = () =>
    client.states.filter(
      ({ swappingTo }, at) =>
        swappingTo === "webrtc" && client.states[at - 1]?.swappingTo !== "webrtc",
    ).length;
  // Each dial is given up after 5 s, and pauses of 5, 10, 20 and 30 s follow.
  await rig.advance(54_000);
  expect(dials()).toBe(4);
  rig.net.conditions("webrtc").blocked = false;
  await rig.advance(30_000);
  expect(client.state).toMatchObject({ transport: "webrtc", statusText: "" });
  expect(rig.server.sessions.count).toBe(1);
});

test("[C4] a silent WebRTC link is left within a second and a half without losing a chat line, and climbed back to", async () => {
  const { rig, client } = await joinedRig();
  rig.net.conditions("webrtc").stalled = true;
  for (let line = 0; line < 5; line++) client.session.send(chat, `line ${line}`);
  await rig.advance(1500);
  expect(client.state).toMatchObject({
    transport: "socketio",
    statusText: "WebRTC went silent: flying on Socket.IO, trying again",
  });
  await rig.advance(300);
  const lines = () =>
    client.received
      .filter(({ kind }) => kind === chatLine.kind)
      .map(({ body }) => chatLine.decode(body).text);
  expect(lines()).toEqual(["line 0", "line 1", "line 2", "line 3", "line 4"]);
  await rig.advance(4000);
  const dialed = rig.net.links.filter(({ transport }) => transport === "webrtc");
  expect(dialed.length).toBe(1);
  rig.net.conditions("webrtc").stalled = false;
  await rig.advance(3000);
  expect(client.state).toMatchObject({ transport: "webrtc", statusText: "" });
  expect(client.welcomes.length).toBe(1);
});

test("[C4] a page that stood still for three seconds does not leave its link", async () => {
  const { rig, client } = await joinedRig();
  rig.clock.advance(3000);
  await rig.advance(500);
  expect(client.transports()).toEqual([undefined, "socketio", "webrtc"]);
});

test("[C5] the chosen transport is kept, and dialed again after it had to be left", async () => {
  const { rig, client } = await joinedRig();
  client.session.swapTo({ transport: "socketio" });
  await rig.advance(10_000);
  expect(client.state).toMatchObject({ transport: "socketio", chosen: "socketio", statusText: "" });
  client.session.swapTo({ transport: "webrtc" });
  await rig.advance(1000);
  expect(client.state.transport).toBe("webrtc");
  rig.net.conditions("webrtc").blocked = true;
  rig.net.open("webrtc").forEach((link) => link.breakLink());
  await rig.advance(16_000);
  expect(client.state).toMatchObject({
    transport: "socketio",
    statusText: expect.stringContaining("WebRTC") as string,
  });
  rig.net.conditions("webrtc").blocked = false;
  await rig.advance(31_000);
  expect(client.state).toMatchObject({ transport: "webrtc", chosen: "webrtc", statusText: "" });
});

test("[C5] a choice made during a dial replaces that dial", async () => {
  const rig = makeTestRig({ delayMs: 200 });
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted({ transport: "socketio" }));
  await rig.advance(2000);
  client.session.swapTo({ transport: "webrtc" });
  await rig.advance(300);
  client.session.swapTo({ transport: "socketio" });
  await rig.advance(5000);
  expect(client.transports()).toEqual([undefined, "socketio"]);
  expect(rig.net.open().length).toBe(1);
  expect(rig.server.sessions.count).toBe(1);
});
