import { afterEach, expect, test, vi } from "vitest";
import {
  joinedRig,
  joinRequest,
  makeClient,
  makeTestRig,
  wanted,
} from "../testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

test("[C1] it joins on Socket.IO, climbs to WebRTC, and closes the old link", async () => {
  const { rig, client } = await joinedRig();
  expect(client.transports()).toEqual([undefined, "socketio", "webrtc"]);
  expect(client.state).toEqual({
    phase: "playing",
    transport: "webrtc",
    chosen: "auto",
    swappingTo: undefined,
    statusText: "",
  });
  expect(rig.net.open().map(({ transport }) => transport)).toEqual(["webrtc"]);
  expect({ swaps: client.session.swaps, sessions: client.welcomes.length }).toEqual({
    swaps: 1,
    sessions: 1,
  });
  expect(rig.server.sessions.count).toBe(1);
});

test("[C2] messages that arrive together with the welcome are received after the session has begun", async () => {
  const rig = makeTestRig();
  rig.net.path = { delayMs: 20, jitterMs: 0, loss: 0, pollMs: 200 };
  const client = makeClient(rig);
  const order: string[] = [];
  client.on.joined = () => void order.push("joined");
  client.on.received = ({ kind }) => void order.push(kind);
  client.session.join(joinRequest, wanted({ transport: "socketio" }));
  await rig.advance(1500);
  expect(order.slice(0, 3)).toEqual(["joined", "roster", "snapshot"]);
});

test("[C3] a refused join request is reported in the server's words and not repeated", async () => {
  const rig = makeTestRig();
  let asked = 0;
  rig.ticketAnswer = () => {
    asked += 1;
    return Response.json({ error: "a room's name is 1 to 32 small letters" }, { status: 400 });
  };
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted());
  await rig.advance(10_000);
  expect(client.state).toMatchObject({
    phase: "refused",
    statusText: "a room's name is 1 to 32 small letters",
    swappingTo: undefined,
  });
  expect(asked).toBe(1);
});

test("[C3] a ticket that the server refuses is reported in the server's words", async () => {
  const rig = makeTestRig();
  rig.ticketAnswer = () => Response.json({ ticket: "made up" });
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted());
  await rig.advance(1000);
  expect(client.state).toMatchObject({
    phase: "refused",
    statusText: "this ticket is unknown, expired or already used",
  });
});

test("[C3] a server that is busy or does not answer is asked again, and the status text says which", async () => {
  const rig = makeTestRig();
  const answer = rig.ticketAnswer;
  const busy = "too many players are joining at once; try again in a minute";
  rig.ticketAnswer = () => Response.json({ error: busy }, { status: 429 });
  const client = makeClient(rig);
  client.session.join(joinRequest, wanted());
  await rig.advance(2000);
  expect(client.state).toMatchObject({ phase: "joining", statusText: `${busy}; trying again` });
  rig.ticketAnswer = () => {
    throw new TypeError("fetch failed");
  };
  await rig.advance(4000);
  expect(client.state).toMatchObject({ statusText: "The server does not answer; trying again" });
  rig.ticketAnswer = answer;
  await rig.advance(6000);
  expect(client.state.phase).toBe("playing");
});
