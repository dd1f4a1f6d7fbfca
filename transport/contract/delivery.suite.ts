/**
 * Delivery: messages arrive whole, once and in order, as far as the delivery promises it. Rules T1 to T6, T12, T15 and T17.
 */
import { expect, onTestFinished } from "vitest";
import { lanes } from "../frame.ts";
import { PayloadTooLarge, type Link } from "../link.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { settled, numbered, numberOf, upTo, byValue, hex, type ContractRig } from "./rig.suite.ts";

export function deliveryRules({ rule, pair, rig, lossAllowed }: ContractRig): void {
  rule("[T1] a payload arrives whole or not at all", async () => {
    const { near, farRecorder, wire } = await pair();
    wire.impair();
    for (const delivery of lanes) {
      const sizes = [0, 1, 2, 100, 1000, near.maxBytes[delivery]];
      const sent = sizes.map((bytes) => numbered(bytes, bytes));
      for (const payload of sent) near.send(payload, delivery);
      await settled(near);
      const heard = farRecorder.payloads(delivery).map(hex);
      expect(sent.map(hex)).toEqual(expect.arrayContaining(heard));
      expect(sent.length - heard.length).toBeLessThanOrEqual(lossAllowed(delivery, sent.length));
    }
  });

  rule("[T2] the sender may reuse its buffer at once", async () => {
    const { near, farRecorder } = await pair();
    const buffer = new Uint8Array(500);
    for (let i = 1; i <= 20; i++) near.send(buffer.fill(i), "reliable-ordered");
    buffer.fill(0);
    await expect.poll(() => farRecorder.payloads().map(([first]) => first)).toEqual(upTo(20));
    expect(farRecorder.payloads().every((payload) => new Set(payload).size === 1)).toBe(true);
  });

  rule("[T3] reliable-ordered messages all arrive, once and in order", async () => {
    const { near, farRecorder, wire } = await pair();
    wire.impair();
    for (const i of upTo(300)) near.send(numbered(i, 60), "reliable-ordered");
    await settled(near);
    await expect.poll(() => farRecorder.payloads().map(numberOf)).toEqual(upTo(300));
  });

  rule("[T4] reliable-unordered messages all arrive, once", async () => {
    const { near, farRecorder, wire } = await pair();
    wire.impair();
    for (const i of upTo(300)) near.send(numbered(i, 60), "reliable-unordered");
    await settled(near);
    await expect.poll(() => farRecorder.payloads().map(numberOf).sort(byValue)).toEqual(upTo(300));
  });

  rule("[T5] an older unreliable-sequenced message never follows a newer one", async () => {
    const { near, farRecorder, wire } = await pair();
    wire.impair();
    for (const i of upTo(300)) {
      near.send(numbered(i, 60), "unreliable-sequenced");
      if (i % 10 === 0) await near.drained();
    }
    await settled(near);
    const heard = farRecorder.payloads().map(numberOf);
    expect(heard).toEqual([...new Set(heard)].sort(byValue));
    expect(300 - heard.length).toBeLessThanOrEqual(lossAllowed("unreliable-sequenced", 200));
  });

  rule("[T6] an unreliable message arrives at most once", async () => {
    const { near, farRecorder, wire } = await pair();
    wire.impair();
    for (const i of upTo(300)) near.send(numbered(i, 60), "unreliable");
    await settled(near);
    const heard = farRecorder.payloads().map(numberOf);
    expect(heard.length).toBe(new Set(heard).size);
    expect(300 - heard.length).toBeLessThanOrEqual(lossAllowed("unreliable", 200));
  });

  rule("[T12] messages sent within attach are received", async () => {
    const made = await rig();
    const [nearRecorder, farRecorder] = [new RecordingListener(), new RecordingListener()];
    const greeting = (recorder: RecordingListener) => (link: Link) => {
      const events = recorder.attach(link);
      for (const i of upTo(5)) link.send(numbered(i, 60), "reliable-ordered");
      return events;
    };
    const listener = await made.acceptor.listen(greeting(farRecorder));
    onTestFinished(() => listener.stop());
    await made.dialer.dial(made.address, greeting(nearRecorder));
    await expect.poll(() => nearRecorder.payloads().map(numberOf)).toEqual(upTo(5));
    await expect.poll(() => farRecorder.payloads().map(numberOf)).toEqual(upTo(5));
  });

  rule("[T15] an oversize payload throws PayloadTooLarge and harms nothing", async () => {
    const { near, farRecorder } = await pair();
    for (const delivery of lanes) {
      const maxBytes = near.maxBytes[delivery];
      expect(() => near.send(new Uint8Array(maxBytes + 1), delivery)).toThrow(
        new PayloadTooLarge({ bytes: maxBytes + 1, maxBytes }),
      );
    }
    near.send(numbered(1, 60), "reliable-ordered");
    await expect.poll(() => farRecorder.payloads().map(numberOf)).toEqual([1]);
    expect(near.stats()).toMatchObject({ sentMessages: 1, sentBytes: 60, droppedMessages: 0 });
  });

  rule("[T17] the trace context sealed at one end is the one opened at the other", async () => {
    const { near, farRecorder } = await pair();
    // Trace id, span id and flags of W3C Trace Context, in binary with field markers: 29 bytes.
    const context = Uint8Array.from([0, 0, ...upTo(16).map((i) => 256 - i), 1, ...upTo(8), 2, 255]);
    expect(context.length).toBe(29);
    const sealed = Uint8Array.from([7, 1, 0, 42, ...context, ...new TextEncoder().encode("✓")]);
    for (const delivery of lanes) near.send(sealed, delivery);
    await settled(near);
    expect(farRecorder.payloads().map(hex)).toEqual(lanes.map(() => hex(sealed)));
  });
}
