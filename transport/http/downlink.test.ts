/** The downlink, which the contract suite covers little: from the server, over wires that split the stream and break. */
import { describe, expect, onTestFinished, test } from "vitest";
import { lanes } from "../frame.ts";
import type { Link, LinkLimits } from "../link.ts";
import type { MakeTestRig } from "../testing/test-rig.ts";
import { breakingProxy } from "../testing/breaking-proxy.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import {
  allHttpEnds,
  httpRig,
  longPollingEnds,
  shortPollingEnds,
} from "../testing/http-test-rigs.ts";

async function pair(makeRig: MakeTestRig, limits: Partial<LinkLimits> = {}) {
  const made = await makeRig(limits);
  onTestFinished(() => made.free());
  const [nearRecorder, farRecorder] = [new RecordingListener(), new RecordingListener()];
  const listener = await made.acceptor.listen(farRecorder.attach);
  onTestFinished(() => listener.stop());
  const near = await made.dialer.dial(made.address, nearRecorder.attach);
  await expect.poll(() => farRecorder.link).toBeDefined();
  return { near, far: farRecorder.link as Link, nearRecorder, farRecorder, wire: made.wire };
}

const numbered = (number: number) => Uint8Array.of(number >> 8, number);
const numberOf = ([high = 0, low = 0]: Uint8Array) => (high << 8) | low;
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
async function settled(link: Link): Promise<void> {
  await expect.poll(() => link.stats().bufferedBytes, { timeout: 10_000 }).toBe(0);
}

describe.each(allHttpEnds)("the downlink of $name", (ends) => {
  test("[T1][T3][T4] reliable messages arrive whole, once and in order, over a wire that cuts the stream into pieces", async () => {
    const { far, nearRecorder, wire } = await pair(httpRig(ends));
    wire.impair();
    for (const i of upTo(300)) {
      far.send(numbered(i), "reliable-ordered");
      far.send(numbered(i), "reliable-unordered");
    }
    const largest = new Uint8Array(far.maxBytes["reliable-ordered"]).fill(7);
    far.send(largest, "reliable-ordered");
    await settled(far);
    const heard = nearRecorder.payloads("reliable-ordered");
    expect(heard.slice(0, 300).map(numberOf)).toEqual(upTo(300));
    expect(heard.slice(300)).toEqual([largest]);
    const unordered = nearRecorder.payloads("reliable-unordered").map(numberOf);
    expect(unordered.sort((a, b) => a - b)).toEqual(upTo(300));
  });

  test("[T5][T6][T16] unreliable messages arrive at most once, the newest always, and none late", async () => {
    const { near, far, nearRecorder, wire } = await pair(httpRig(ends));
    wire.impair();
    for (const i of upTo(300)) {
      far.send(numbered(i), "unreliable-sequenced");
      far.send(numbered(i), "unreliable");
      if (i % 10 === 0) await far.drained();
    }
    await settled(far);
    const states = nearRecorder.payloads("unreliable-sequenced").map(numberOf);
    expect(states).toEqual([...new Set(states)].sort((a, b) => a - b));
    expect(states.at(-1)).toBe(300);
    expect(nearRecorder.payloads("unreliable").map(numberOf)).toEqual(upTo(300));
    expect(far.stats().sentMessages).toBe(600);
    expect(near.stats().receivedMessages).toBe(300 + states.length);
    // Nothing is lost: every message that did not arrive was replaced by a newer one.
    expect(far.stats().replacedMessages).toBe(300 - states.length);
  });
});

describe.each([longPollingEnds, shortPollingEnds])("the polls of $name", (ends) => {
  test("[T3] lose and repeat nothing when connections break during requests and answers", async () => {
    const { near, far, nearRecorder, farRecorder, wire } = await pair(httpRig(ends, breakingProxy));
    wire.impair();
    for (const i of upTo(200)) {
      far.send(numbered(i), "reliable-ordered");
      near.send(numbered(i), "reliable-ordered");
      if (i % 20 === 0) await Promise.all([settled(far), settled(near)]);
    }
    for (const recorder of [nearRecorder, farRecorder]) {
      expect(recorder.payloads().map(numberOf)).toEqual(upTo(200));
      expect(recorder.closings()).toEqual([]);
    }
    for (const link of [near, far]) {
      for (const delivery of lanes) expect(link.send(numbered(1), delivery)).toBe("sent");
    }
  });
});
