import { codecNames } from "#protocol";
import { afterEach, expect, test, vi } from "vitest";
import { makeTestRig, makeClient, joinRequest, wanted } from "../testing/test-rig.suite.ts";

afterEach(() => void vi.unstubAllGlobals());

async function flying() {
  const bed = makeTestRig();
  const who = makeClient(bed);
  who.session.join(joinRequest, wanted());
  await bed.advance(1000);
  const heardSince = (count: number, kind: string) =>
    who.heard.slice(count).filter((message) => message.kind === kind);
  /** In which codecs snapshots came since then. */
  const shownIn = (count: number) => [
    ...new Set(heardSince(count, "snapshot").map(({ codec }) => codec.name)),
  ];
  return { bed, who, heardSince, shownIn };
}

test("[C22] every codec is spoken after the other, and each line arrives once and in order", async () => {
  const { bed, who, heardSince, shownIn } = await flying();
  const { swaps } = who.session;
  const lines: string[] = [];
  for (const name of [...codecNames.slice(1), "binary"] as const) {
    who.session.swapTo({ codec: name });
    for (let line = 0; line < 3; line++) {
      lines.push(`${name} ${line}`);
      who.session.send("chat", lines.at(-1) ?? "");
      await bed.advance(30);
    }
    await bed.advance(1500);
    expect(who.session.channel.codec.name).toBe(name);
    const since = who.heard.length;
    await bed.advance(1500);
    expect(shownIn(since)).toEqual([name]);
  }
  const said = heardSince(0, "chat-line").map(
    ({ codec, body }) => codec.decode("chat-line", body).text,
  );
  expect(said).toEqual(lines);
  expect(who.state).toMatchObject({ phase: "playing", transport: "webrtc", statusText: "" });
  expect({ swaps: who.session.swaps, stays: who.welcomes.length }).toEqual({
    swaps: swaps + 4,
    stays: 1,
  });
  expect(bed.net.open().map(({ transport }) => transport)).toEqual(["webrtc"]);
});

test("[C22] a swap and an outage keep the codec", async () => {
  const { bed, who, shownIn } = await flying();
  who.session.swapTo({ codec: "json" });
  await bed.advance(1000);
  who.session.swapTo({ transport: "socketio" });
  await bed.advance(1000);
  let since = who.heard.length;
  await bed.advance(1500);
  expect({ on: who.state.transport, in: shownIn(since) }).toEqual({ on: "socketio", in: ["json"] });
  bed.restart();
  for (const link of bed.net.open()) link.breakLink();
  await bed.advance(3000);
  since = who.heard.length;
  await bed.advance(1500);
  expect({ stays: who.welcomes.length, in: shownIn(since) }).toEqual({ stays: 2, in: ["json"] });
});

test("[C22] a codec that cannot be had leaves the old one spoken, and is tried again", async () => {
  const { bed, who, shownIn } = await flying();
  bed.net.conditions("webrtc").missing = true;
  who.session.swapTo({ codec: "msgpack" });
  await bed.advance(1000);
  const since = who.heard.length;
  await bed.advance(1500);
  expect(shownIn(since)).toEqual(["binary"]);
  const dials = who.states.filter(
    ({ swappingTo }, index) => swappingTo && who.states[index - 1]?.swappingTo === undefined,
  );
  // To join, to climb, and twice for the codec.
  expect(dials.length).toBe(4);
  bed.net.conditions("webrtc").missing = false;
  await bed.advance(3000);
  expect(who.session.channel.codec.name).toBe("msgpack");
  expect(who.state.transport).toBe("webrtc");
});
