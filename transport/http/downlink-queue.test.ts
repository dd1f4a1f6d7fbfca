import { expect, test } from "vitest";
import { decodeFrame, encodeFrame, type Frame } from "../frame.ts";
import type { Lane } from "../wire-link.ts";
import { decodeBatch } from "./batch.ts";
import { DownlinkQueue } from "./downlink-queue.ts";

function mailboxWith(...frames: readonly (readonly [Frame, Lane])[]): DownlinkQueue {
  const mailbox = new DownlinkQueue();
  for (const [frame, lane] of frames) mailbox.push(encodeFrame(frame), lane);
  return mailbox;
}

const taken = (queue: DownlinkQueue) => decodeBatch(queue.take()).map(decodeFrame);

const message = (
  kind: "unreliable" | "unreliable-sequenced",
  offset: number,
  bytes = 1,
): [Frame, Lane] => [{ kind, offset, payload: new Uint8Array(bytes).fill(offset) }, kind];
const reliable = (number: number, bytes = 1): [Frame, Lane] => [
  { kind: "reliable-ordered", payload: new Uint8Array(bytes).fill(number) },
  "reliable-ordered",
];
const report = (heard: number): [Frame, Lane] => [
  { kind: "report", receivedTotals: [heard, 0, 0, 0] },
  "control",
];

test("[T5] of what is sequenced the newest waits", () => {
  const mailbox = mailboxWith(
    message("unreliable-sequenced", 1),
    message("unreliable-sequenced", 2),
    message("unreliable-sequenced", 3),
  );
  expect(taken(mailbox)).toEqual([message("unreliable-sequenced", 3)[0]]);
  expect(mailbox.bytes).toBe(0);
});

test("[T16] whose place a newer one took is counted, probes are not", () => {
  const probe: [Frame, Lane] = [
    { kind: "probe", lane: "unreliable-sequenced", offset: 9 },
    "unreliable-sequenced",
  ];
  const mailbox = mailboxWith(
    probe,
    message("unreliable-sequenced", 1),
    message("unreliable-sequenced", 2),
    probe,
    message("unreliable-sequenced", 3),
  );
  expect(mailbox.replaced).toBe(2);
  mailbox.take();
  mailbox.push(encodeFrame(message("unreliable-sequenced", 4)[0]), "unreliable-sequenced");
  expect(mailbox.replaced).toBe(2);
  for (let i = 0; i < 6; i++)
    mailbox.push(encodeFrame(message("unreliable", i + 1, 8000)[0]), "unreliable");
  expect(mailbox.replaced).toBe(4);
});

test("[T6] of what is unreliable the oldest makes room", () => {
  const sent = Array.from({ length: 10 }, (_, i) => message("unreliable", i + 1, 8000));
  expect(taken(mailboxWith(...sent))).toEqual(sent.slice(-4).map(([frame]) => frame));
});

test("[T3] what is reliable all waits, and leaves in order, a batch at a time", () => {
  const sent = Array.from({ length: 50 }, (_, i) => reliable(i, 1000));
  const mailbox = mailboxWith(...sent);
  const batches: Frame[][] = [];
  while (mailbox.bytes > 0) batches.push(taken(mailbox));
  expect(batches.map(({ length }) => length)).toEqual([16, 16, 16, 2]);
  expect(batches.flat()).toEqual(sent.map(([frame]) => frame));
});

test("[T3] a message longer than a batch is a batch of its own", () => {
  const mailbox = mailboxWith(reliable(1, 65_536), reliable(2));
  expect(taken(mailbox)).toEqual([reliable(1, 65_536)[0]]);
  expect(taken(mailbox)).toEqual([reliable(2)[0]]);
});

test("[T9] nothing is behind a close", () => {
  const close: Frame = { kind: "close", code: "done", detail: "" };
  const mailbox = mailboxWith(
    [close, "reliable-ordered"],
    message("unreliable", 1),
    message("unreliable-sequenced", 1),
    report(5),
  );
  expect(taken(mailbox).at(-1)).toEqual(close);
});

test("of reports the latest waits", () => {
  expect(taken(mailboxWith(report(1), report(2)))).toEqual([report(2)[0]]);
});

test("a probe takes nobody's place", () => {
  const lanesOfProbes = ["unreliable", "unreliable-sequenced"] as const;
  for (const lane of lanesOfProbes) {
    const probe: [Frame, Lane] = [{ kind: "probe", lane, offset: 9 }, lane];
    expect(taken(mailboxWith(message(lane, 9), probe))).toEqual([message(lane, 9)[0]]);
    expect(taken(mailboxWith(probe, probe))).toEqual([probe[0]]);
  }
});
