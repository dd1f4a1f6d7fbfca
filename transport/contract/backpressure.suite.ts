/**
 * Backpressure: what happens when more is sent than the wire carries, and whether the counters agree. Rules T7, T8 and T16.
 */
import { expect } from "vitest";
import { lanes } from "../frame.ts";
import { LinkClosed, type Delivery, type SendOutcome } from "../link.ts";
import { settled, numbered, upTo, smallLimits, type ContractRig } from "./rig.suite.ts";

export function backpressureRules({ rule, pair, lossAllowed }: ContractRig): void {
  rule("[T7] a full link drops unreliable messages and buffers reliable ones", async () => {
    const { near, nearRecorder, farRecorder } = await pair(smallLimits);
    const kilobyte = new Uint8Array(1000);
    const outcomes: SendOutcome[] = [];
    for (let i = 0; i < 20; i++) outcomes.push(near.send(kilobyte, "unreliable"));
    expect(near.stats().bufferedBytes).toBeLessThanOrEqual(smallLimits.highWaterBytes);
    expect(outcomes).toEqual([...Array(16).fill("sent"), ...Array(4).fill("dropped")]);
    expect(near.send(kilobyte, "unreliable-sequenced")).toBe("dropped");
    expect(near.send(kilobyte, "reliable-unordered")).toBe("buffered");
    expect(near.send(kilobyte, "reliable-ordered")).toBe("buffered");
    await settled(near);
    expect(farRecorder.payloads("reliable-unordered").length).toBe(1);
    expect(farRecorder.payloads("reliable-ordered").length).toBe(1);
    expect(nearRecorder.closings()).toEqual([]);
  });

  rule("[T7] above the hard limit a link closes as overflow", async () => {
    const { near, nearRecorder } = await pair(smallLimits);
    const outcomes = upTo(200).map(() => near.send(new Uint8Array(1000), "reliable-ordered"));
    expect(outcomes.indexOf("dropped")).toBe(Math.floor(smallLimits.hardLimitBytes / 1001));
    await expect
      .poll(() => nearRecorder.closings())
      .toMatchObject([{ code: "overflow", by: "local" }]);
  });

  rule("[T8] drained resolves after buffered, below the low-water mark", async () => {
    const { near } = await pair(smallLimits);
    const outcomes = upTo(30).map(() => near.send(new Uint8Array(1000), "reliable-ordered"));
    expect(outcomes.at(-1)).toBe("buffered");
    await near.drained();
    expect(near.stats().bufferedBytes).toBeLessThan(smallLimits.lowWaterBytes);
    expect(near.send(new Uint8Array(1000), "unreliable")).toBe("sent");
  });

  rule("[T8] drained rejects when the signal aborts or the link closes first", async () => {
    const { near } = await pair(smallLimits);
    for (let i = 0; i < 30; i++) near.send(new Uint8Array(1000), "reliable-ordered");
    const aborting = new AbortController();
    const waiting = [near.drained(aborting.signal), near.drained()];
    aborting.abort(new Error("enough"));
    near.close("done");
    const reason = { code: "done", by: "local" } as const;
    await expect(Promise.allSettled(waiting)).resolves.toEqual([
      { status: "rejected", reason: new Error("enough") },
      { status: "rejected", reason: new LinkClosed(reason) },
    ]);
    await expect(near.drained()).rejects.toThrow(LinkClosed);
  });

  rule("[T16] stats add up: sent here is received there or lost", async () => {
    const { near, far, farRecorder, wire } = await pair(smallLimits);
    wire.impair();
    const outcomes: SendOutcome[] = [];
    for (const i of upTo(120)) {
      outcomes.push(near.send(numbered(i, 200), lanes[i % lanes.length] as Delivery));
      if (i % 90 === 0) await near.drained();
    }
    await settled(near);
    const count = (outcome: SendOutcome) => outcomes.filter((each) => each === outcome).length;
    const sentMessages = count("sent") + count("buffered");
    expect(count("dropped")).toBeGreaterThan(0);
    expect(near.stats()).toMatchObject({
      sentMessages,
      sentBytes: 200 * sentMessages,
      droppedMessages: count("dropped"),
      bufferedBytes: 0,
    });
    const receivedMessages = farRecorder.payloads().length;
    expect(far.stats()).toMatchObject({
      receivedMessages,
      receivedBytes: 200 * receivedMessages,
    });
    const lost =
      sentMessages -
      receivedMessages -
      near.stats().replacedMessages -
      far.stats().overtakenMessages;
    expect(lost).toBeGreaterThanOrEqual(0);
    expect(lost).toBeLessThanOrEqual(near.mayLose ? lossAllowed("unreliable", count("sent")) : 0);
    expect(near.stats().receivedMessages).toBe(far.stats().sentMessages);
  });
}
