import { chat, chatLine, codecNames, snapshot } from "#protocol";
import { afterEach, expect, test, vi } from "vitest";
import { joinedRig } from "../testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

async function joined() {
  const { rig, client } = await joinedRig();
  const receivedSince = (count: number, kind: string) =>
    client.received.slice(count).filter((message) => message.kind === kind);
  /** The codecs of the snapshots since then. */
  const codecsSince = (count: number) => [
    ...new Set(receivedSince(count, snapshot.kind).map(({ codec }) => codec.name)),
  ];
  return { rig, client, receivedSince, codecsSince };
}

test("[C22] a swap to each codec in turn loses and repeats no chat line, and snapshots come in that codec", async () => {
  const { rig, client, receivedSince, codecsSince } = await joined();
  const { swaps } = client.session;
  const lines: string[] = [];
  for (const name of [...codecNames.slice(1), "binary"] as const) {
    client.session.swapTo({ codec: name });
    for (let line = 0; line < 3; line++) {
      lines.push(`${name} ${line}`);
      client.session.send(chat, lines.at(-1) ?? "");
      await rig.advance(30);
    }
    await rig.advance(1500);
    expect(client.session.channel.codec.name).toBe(name);
    const since = client.received.length;
    await rig.advance(1500);
    expect(codecsSince(since)).toEqual([name]);
  }
  const received = receivedSince(0, chatLine.kind).map(
    ({ codec, body }) => codec.decode(chatLine.kind, body).text,
  );
  expect(received).toEqual(lines);
  expect(client.state).toMatchObject({ phase: "playing", transport: "webrtc", statusText: "" });
  expect({ swaps: client.session.swaps, sessions: client.welcomes.length }).toEqual({
    swaps: swaps + 4,
    sessions: 1,
  });
  expect(rig.net.open().map(({ transport }) => transport)).toEqual(["webrtc"]);
});

test("[C22] a swap of the transport and an outage keep the codec", async () => {
  const { rig, client, codecsSince } = await joined();
  client.session.swapTo({ codec: "json" });
  await rig.advance(1000);
  client.session.swapTo({ transport: "socketio" });
  await rig.advance(1000);
  let since = client.received.length;
  await rig.advance(1500);
  expect({ on: client.state.transport, in: codecsSince(since) }).toEqual({
    on: "socketio",
    in: ["json"],
  });
  rig.restart();
  for (const link of rig.net.open()) link.breakLink();
  await rig.advance(3000);
  since = client.received.length;
  await rig.advance(1500);
  expect({ sessions: client.welcomes.length, in: codecsSince(since) }).toEqual({
    sessions: 2,
    in: ["json"],
  });
});

test("[C22] where the link for another codec does not open, the old codec sessions and the dial is repeated", async () => {
  const { rig, client, codecsSince } = await joined();
  rig.net.conditions("webrtc").missing = true;
  client.session.swapTo({ codec: "msgpack" });
  await rig.advance(1000);
  const since = client.received.length;
  await rig.advance(1500);
  expect(codecsSince(since)).toEqual(["binary"]);
  const dials = client.states.filter(
    ({ swappingTo }, index) => swappingTo && client.states[index - 1]?.swappingTo === undefined,
  );
  // To join, to climb, and twice for the codec.
  expect(dials.length).toBe(4);
  rig.net.conditions("webrtc").missing = false;
  await rig.advance(3000);
  expect(client.session.channel.codec.name).toBe("msgpack");
  expect(client.state.transport).toBe("webrtc");
});
