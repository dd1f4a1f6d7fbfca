/**
 * The rules of SPEC.md as tests, the same for every transport:
 * `transportContract("memory", memoryRig)`. In what a transport may differ stands in its catalogue entry.
 */
import { describe, expect, onTestFinished, test } from "vitest";
import { skippedFor } from "../scripts/skipped.suite.ts";
import { transportEntry } from "./catalog.ts";
import { lanes } from "./frame.ts";
import {
  DialFailed,
  LinkClosed,
  PayloadTooLarge,
  type CloseCode,
  type Delivery,
  type Link,
  type LinkLimits,
  type SendOutcome,
  type TransportName,
} from "./link.ts";
import type { TestRig, MakeTestRig } from "./testing/test-rig.ts";
import { RecordingListener } from "./testing/recording-listener.ts";
import { recordRules } from "./testing/rule-results.ts";

/** Small enough to fill within one turn of the event loop, when no report can come back. */
const smallLimits = {
  highWaterBytes: 16 * 1024,
  lowWaterBytes: 4 * 1024,
  hardLimitBytes: 128 * 1024,
};

/** `name` is a transport's; a variant of it is named in brackets behind. */
export function transportContract(name: string, makeRig: MakeTestRig): void {
  const { loss, exempt = {} } = transportEntry(name.replace(/ \(.*/, "") as TransportName);
  const rule = (title: `[T${number}] ${string}`, body: () => Promise<void>) => {
    const number = title.slice(1, title.indexOf("]")) as `T${number}`;
    const reason = exempt[number];
    test(title, skippedFor(reason), body);
  };

  async function bed(limits: Partial<LinkLimits> = {}): Promise<TestRig> {
    const made = await makeRig(limits);
    onTestFinished(() => made.free());
    return made;
  }

  /** A link with an ear at each end; `near` dialed, `far` accepted. */
  async function pair(limits: Partial<LinkLimits> = {}) {
    const made = await bed(limits);
    const [nearEar, farEar] = [new RecordingListener(), new RecordingListener()];
    const listener = await made.acceptor.listen(farEar.attach);
    onTestFinished(() => listener.stop());
    const near = await made.dialer.dial(made.address, nearEar.attach);
    await expect.poll(() => farEar.link).toBeDefined();
    return { ...made, listener, near, far: farEar.link as Link, nearEar, farEar };
  }

  describe(`${name} keeps the contract`, () => {
    recordRules(name, exempt);

    rule("[T1] a payload arrives whole or not at all", async () => {
      const { near, farEar, wire } = await pair();
      wire.impair();
      for (const delivery of lanes) {
        const sizes = [0, 1, 2, 100, 1000, near.maxBytes[delivery]];
        const sent = sizes.map((bytes) => numbered(bytes, bytes));
        for (const payload of sent) near.send(payload, delivery);
        await settled(near);
        const heard = farEar.payloads(delivery).map(hex);
        expect(sent.map(hex)).toEqual(expect.arrayContaining(heard));
        expect(sent.length - heard.length).toBeLessThanOrEqual(mayLose(delivery, sent.length));
      }
    });

    rule("[T2] the sender may reuse its buffer at once", async () => {
      const { near, farEar } = await pair();
      const buffer = new Uint8Array(500);
      for (let i = 1; i <= 20; i++) near.send(buffer.fill(i), "reliable-ordered");
      buffer.fill(0);
      await expect.poll(() => farEar.payloads().map(([first]) => first)).toEqual(upTo(20));
      expect(farEar.payloads().every((payload) => new Set(payload).size === 1)).toBe(true);
    });

    rule("[T3] reliable-ordered messages all arrive, once and in order", async () => {
      const { near, farEar, wire } = await pair();
      wire.impair();
      for (const i of upTo(300)) near.send(numbered(i, 60), "reliable-ordered");
      await settled(near);
      await expect.poll(() => farEar.payloads().map(numberOf)).toEqual(upTo(300));
    });

    rule("[T4] reliable-unordered messages all arrive, once", async () => {
      const { near, farEar, wire } = await pair();
      wire.impair();
      for (const i of upTo(300)) near.send(numbered(i, 60), "reliable-unordered");
      await settled(near);
      await expect.poll(() => farEar.payloads().map(numberOf).sort(byValue)).toEqual(upTo(300));
    });

    rule("[T5] an older unreliable-sequenced message never follows a newer one", async () => {
      const { near, farEar, wire } = await pair();
      wire.impair();
      for (const i of upTo(300)) {
        near.send(numbered(i, 60), "unreliable-sequenced");
        if (i % 10 === 0) await near.drained();
      }
      await settled(near);
      const heard = farEar.payloads().map(numberOf);
      expect(heard).toEqual([...new Set(heard)].sort(byValue));
      expect(300 - heard.length).toBeLessThanOrEqual(mayLose("unreliable-sequenced", 200));
    });

    rule("[T6] an unreliable message arrives at most once", async () => {
      const { near, farEar, wire } = await pair();
      wire.impair();
      for (const i of upTo(300)) near.send(numbered(i, 60), "unreliable");
      await settled(near);
      const heard = farEar.payloads().map(numberOf);
      expect(heard.length).toBe(new Set(heard).size);
      expect(300 - heard.length).toBeLessThanOrEqual(mayLose("unreliable", 200));
    });

    rule("[T7] a full link drops unreliable messages and buffers reliable ones", async () => {
      const { near, nearEar, farEar } = await pair(smallLimits);
      const kilobyte = new Uint8Array(1000);
      const outcomes: SendOutcome[] = [];
      for (let i = 0; i < 20; i++) outcomes.push(near.send(kilobyte, "unreliable"));
      expect(near.stats().bufferedBytes).toBeLessThanOrEqual(smallLimits.highWaterBytes);
      expect(outcomes).toEqual([...Array(16).fill("sent"), ...Array(4).fill("dropped")]);
      expect(near.send(kilobyte, "unreliable-sequenced")).toBe("dropped");
      expect(near.send(kilobyte, "reliable-unordered")).toBe("buffered");
      expect(near.send(kilobyte, "reliable-ordered")).toBe("buffered");
      await settled(near);
      expect(farEar.payloads("reliable-unordered").length).toBe(1);
      expect(farEar.payloads("reliable-ordered").length).toBe(1);
      expect(nearEar.closings()).toEqual([]);
    });

    rule("[T7] above the hard limit a link closes as overflow", async () => {
      const { near, nearEar } = await pair(smallLimits);
      const outcomes = upTo(200).map(() => near.send(new Uint8Array(1000), "reliable-ordered"));
      expect(outcomes.indexOf("dropped")).toBe(Math.floor(smallLimits.hardLimitBytes / 1001));
      await expect
        .poll(() => nearEar.closings())
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

    rule("[T9] close code and detail reach the other end, after the last words", async () => {
      const codes: CloseCode[] = ["done", "incompatible", "going-away"];
      const made = await bed();
      for (const code of codes) {
        for (const closer of ["near", "far"] as const) {
          const ears = { near: new RecordingListener(), far: new RecordingListener() };
          const listener = await made.acceptor.listen(ears.far.attach);
          await made.dialer.dial(made.address, ears.near.attach);
          await expect.poll(() => ears.far.link).toBeDefined();
          const hearer = closer === "near" ? "far" : "near";
          ears[closer].link?.send(numbered(1, 60), "reliable-ordered");
          ears[closer].link?.close(code, `why: ${code} ✓`);
          await expect
            .poll(() => ears[hearer].closings())
            .toEqual([{ code, by: "remote", detail: `why: ${code} ✓` }]);
          expect(ears[hearer].payloads().map(numberOf)).toEqual([1]);
          expect(ears[closer].closings()).toEqual([
            { code, by: "local", detail: `why: ${code} ✓` },
          ]);
          await listener.stop();
        }
      }
    });

    rule("[T10] closed comes once and last, and a closed link drops", async () => {
      const { near, far, nearEar, farEar } = await pair();
      farEar.onMessage = (payload) => {
        if (numberOf(payload) !== 20) return;
        far.close("done");
        far.close("refused");
      };
      for (const i of upTo(100)) near.send(numbered(i, 60), "reliable-ordered");
      await expect.poll(() => nearEar.closings()).toMatchObject([{ code: "done", by: "remote" }]);
      near.close("done");
      expect(near.send(numbered(1, 60), "reliable-ordered")).toBe("dropped");
      expect(near.send(numbered(1, 60), "unreliable")).toBe("dropped");
      expect(farEar.payloads().map(numberOf)).toEqual(upTo(20));
      expect(farEar.log.slice(20)).toEqual([{ closed: { code: "done", by: "local" } }]);
      expect(nearEar.log).toEqual([{ closed: { code: "done", by: "remote" } }]);
    });

    rule("[T10] two ends which close at once each hear one closing", async () => {
      const { near, far, nearEar, farEar } = await pair();
      near.close("done");
      far.close("going-away");
      await expect.poll(() => nearEar.closings()).toEqual([{ code: "done", by: "local" }]);
      await expect.poll(() => farEar.closings()).toHaveLength(1);
    });

    rule("[T11] a cut wire is lost or timeout, by network, at both ends", async () => {
      const { near, far, nearEar, farEar, wire } = await pair({ heartbeatMs: 600 });
      near.send(numbered(1, 60), "reliable-ordered");
      far.send(numbered(1, 60), "reliable-ordered");
      await settled(near);
      wire.cut();
      for (const ear of [nearEar, farEar]) {
        await expect.poll(() => ear.closings(), { timeout: 5000 }).toHaveLength(1);
        expect(["lost", "timeout"]).toContain(ear.closings()[0]?.code);
        expect(ear.closings()[0]?.by).toBe("network");
      }
    });

    rule("[T11] an idle link with a whole wire outlives its heartbeat", async () => {
      const { near, nearEar, farEar } = await pair({ heartbeatMs: 600 });
      const openedMs = performance.now();
      await expect
        .poll(() => performance.now() - openedMs, { timeout: 5000 })
        .toBeGreaterThan(3 * 600);
      near.send(numbered(1, 60), "reliable-ordered");
      await expect.poll(() => farEar.payloads().map(numberOf)).toEqual([1]);
      expect([nearEar.closings(), farEar.closings()]).toEqual([[], []]);
    });

    rule("[T12] what is sent while attaching is heard", async () => {
      const made = await bed();
      const [nearEar, farEar] = [new RecordingListener(), new RecordingListener()];
      const greeting = (ear: RecordingListener) => (link: Link) => {
        const events = ear.attach(link);
        for (const i of upTo(5)) link.send(numbered(i, 60), "reliable-ordered");
        return events;
      };
      const listener = await made.acceptor.listen(greeting(farEar));
      onTestFinished(() => listener.stop());
      await made.dialer.dial(made.address, greeting(nearEar));
      await expect.poll(() => nearEar.payloads().map(numberOf)).toEqual(upTo(5));
      await expect.poll(() => farEar.payloads().map(numberOf)).toEqual(upTo(5));
    });

    rule("[T13] abort while dialing leaves nothing open, whenever it comes", async () => {
      const made = await bed();
      let open = 0;
      const farEar = new RecordingListener();
      const listener = await made.acceptor.listen((link) => {
        open++;
        return { ...farEar.attach(link), closed: () => void open-- };
      });
      onTestFinished(() => listener.stop());
      const phases: string[] = [];
      const onPhase = ({ name: phase }: { name: string }) => void phases.push(phase);
      const link = await made.dialer.dial(made.address, new RecordingListener().attach, {
        onPhase,
      });
      link.close("done");
      expect(phases.length).toBeGreaterThan(0);
      for (const moment of ["before", "at once", ...phases]) {
        const aborting = new AbortController();
        if (moment === "before") aborting.abort(new Error(moment));
        const nearEar = new RecordingListener();
        const dialing = made.dialer.dial(made.address, nearEar.attach, {
          signal: aborting.signal,
          onPhase: (phase) => phase.name === moment && aborting.abort(new Error(moment)),
        });
        if (moment === "at once") aborting.abort(new Error(moment));
        await expect(dialing).rejects.toThrow(moment);
        expect(nearEar.link).toBeUndefined();
      }
      await expect.poll(() => open).toBe(0);
    });

    rule("[T14] a stopped listener closes its links as going-away and takes no more", async () => {
      const { listener, nearEar, farEar, dialer, address } = await pair();
      await listener.stop();
      await expect
        .poll(() => nearEar.closings())
        .toMatchObject([{ code: "going-away", by: "remote" }]);
      expect(farEar.closings()).toMatchObject([{ code: "going-away", by: "local" }]);
      await expect(dialer.dial(address, new RecordingListener().attach)).rejects.toThrow(
        DialFailed,
      );
    });

    rule("[T15] an oversize payload throws PayloadTooLarge and harms nothing", async () => {
      const { near, farEar } = await pair();
      for (const delivery of lanes) {
        const maxBytes = near.maxBytes[delivery];
        expect(() => near.send(new Uint8Array(maxBytes + 1), delivery)).toThrow(
          new PayloadTooLarge({ bytes: maxBytes + 1, maxBytes }),
        );
      }
      near.send(numbered(1, 60), "reliable-ordered");
      await expect.poll(() => farEar.payloads().map(numberOf)).toEqual([1]);
      expect(near.stats()).toMatchObject({ sentMessages: 1, sentBytes: 60, droppedMessages: 0 });
    });

    rule("[T16] stats add up: sent here is received there or lost", async () => {
      const { near, far, farEar, wire } = await pair(smallLimits);
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
      const receivedMessages = farEar.payloads().length;
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
      expect(lost).toBeLessThanOrEqual(near.mayLose ? mayLose("unreliable", count("sent")) : 0);
      expect(near.stats().receivedMessages).toBe(far.stats().sentMessages);
    });

    rule("[T17] the trace context sealed at one end is the one opened at the other", async () => {
      const { near, farEar } = await pair();
      // Trace id, span id and flags of W3C Trace Context, in binary with field markers: 29 bytes.
      const context = Uint8Array.from([
        0,
        0,
        ...upTo(16).map((i) => 256 - i),
        1,
        ...upTo(8),
        2,
        255,
      ]);
      expect(context.length).toBe(29);
      const sealed = Uint8Array.from([7, 1, 0, 42, ...context, ...new TextEncoder().encode("✓")]);
      for (const delivery of lanes) near.send(sealed, delivery);
      await settled(near);
      expect(farEar.payloads().map(hex)).toEqual(lanes.map(() => hex(sealed)));
    });
  });

  /** How many of these messages a disturbed wire may take. */
  function mayLose(delivery: Delivery, count: number): number {
    const isUnreliable = delivery === "unreliable" || delivery === "unreliable-sequenced";
    return isUnreliable && loss !== "none" ? count : 0;
  }
}

/** Resolves when the far side has reported, heard or lost, all that was sent. */
async function settled(link: Link): Promise<void> {
  await expect.poll(() => link.stats().bufferedBytes, { timeout: 12_000 }).toBe(0);
}

/** A payload of this length that starts with its number, as far as it has room, and continues by it. */
function numbered(number: number, bytes: number): Uint8Array {
  const payload = Uint8Array.from({ length: bytes }, (_, i) => number * 31 + i * 7);
  if (bytes >= 4) new DataView(payload.buffer).setUint32(0, number);
  return payload;
}

function numberOf(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

const byValue = (a: number, b: number) => a - b;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
