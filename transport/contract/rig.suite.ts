/** Shared by the three suites of the contract: a rule as a test, a pair of links, numbered payloads. */
import { expect, onTestFinished, test } from "vitest";
import { skippedFor } from "../../scripts/skipped.suite.ts";
import type { TransportEntry } from "../catalog.ts";
import type { Delivery, Link, LinkLimits, Listener } from "../link.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import type { MakeTestRig, TestRig } from "../testing/test-rig.ts";

/** Small enough to fill within one turn of the event loop, in which no ack can arrive. */
export const smallLimits = {
  highWaterBytes: 16 * 1024,
  lowWaterBytes: 4 * 1024,
  hardLimitBytes: 128 * 1024,
};

/** A link with a listener at each end; `near` dialed, `far` accepted. */
interface Pair extends TestRig {
  readonly listener: Listener;
  readonly near: Link;
  readonly far: Link;
  readonly nearRecorder: RecordingListener;
  readonly farRecorder: RecordingListener;
}

export interface ContractRig {
  rule(title: `[T${number}] ${string}`, body: () => Promise<void>): void;
  rig(limits?: Partial<LinkLimits>): Promise<TestRig>;
  pair(limits?: Partial<LinkLimits>): Promise<Pair>;
  /** How many of `count` messages an impaired wire may lose. */
  lossAllowed(delivery: Delivery, count: number): number;
}

export function contractRig(
  { loss, exempt = {} }: TransportEntry,
  makeRig: MakeTestRig,
): ContractRig {
  async function rig(limits: Partial<LinkLimits> = {}): Promise<TestRig> {
    const made = await makeRig(limits);
    onTestFinished(() => made.free());
    return made;
  }

  return {
    rule(title, body) {
      const number = title.slice(1, title.indexOf("]")) as `T${number}`;
      test(title, skippedFor(exempt[number]), body);
    },
    rig,
    async pair(limits = {}) {
      const made = await rig(limits);
      const [nearRecorder, farRecorder] = [new RecordingListener(), new RecordingListener()];
      const listener = await made.acceptor.listen(farRecorder.attach);
      onTestFinished(() => listener.stop());
      const near = await made.dialer.dial(made.address, nearRecorder.attach);
      await expect.poll(() => farRecorder.link).toBeDefined();
      return { ...made, listener, near, far: farRecorder.link as Link, nearRecorder, farRecorder };
    },
    lossAllowed(delivery, count) {
      const isUnreliable = delivery === "unreliable" || delivery === "unreliable-sequenced";
      return isUnreliable && loss !== "none" ? count : 0;
    },
  };
}

/** Resolves when the far side has acknowledged, as received or lost, all that was sent. */
export async function settled(link: Link): Promise<void> {
  await expect.poll(() => link.stats().bufferedBytes, { timeout: 12_000 }).toBe(0);
}

/** A payload of this length that begins with its number, as far as there is room for it. */
export function numbered(number: number, bytes: number): Uint8Array {
  const payload = Uint8Array.from({ length: bytes }, (_, i) => number * 31 + i * 7);
  if (bytes >= 4) new DataView(payload.buffer).setUint32(0, number);
  return payload;
}

export function numberOf(payload: Uint8Array): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}

export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

export const byValue = (a: number, b: number) => a - b;

export const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
