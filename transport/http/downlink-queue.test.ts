import { expect, test } from "vitest";
import { decodeFrame, encodeFrame, type Frame } from "../frame.ts";
import type { Lane } from "../wire.ts";
import { decodeBatch } from "./batch.ts";
import { DownlinkQueue } from "./downlink-queue.ts";

function queueWith(...frames: readonly (readonly [Frame, Lane])[]): DownlinkQueue {
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
const ack = (received: number): [Frame, Lane] => [
  { kind: "ack", receivedTotals: [received, 0, 0, 0] },
  "control",
];

test("[T5] of sequenced messages the newest waits", () => {
  const mailbox = queueWith(
    message("unreliable-sequenced", 1),
    message("unreliable-sequenced", 2),
    message("unreliable-sequenced", 3),
  );
  expect(taken(mailbox)).toEqual([message("unreliable-sequenced", 3)[0]]);
  expect(mailbox.bytes).toBe(0);
});

test("[T16] replaced messages are counted, ackRequests are not", () => {
  const ackRequest: [Frame, Lane] = [
    { kind: "ack-request", lane: "unreliable-sequenced", offset: 9 },
    "unreliable-sequenced",
  ];
  const mailbox = queueWith(
    ackRequest,
    message("unreliable-sequenced", 1),
    message("unreliable-sequenced", 2),
    ackRequest,
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

test("[T6] of unreliable messages the oldest is dropped", () => {
  const sent = Array.from({ length: 10 }, (_, i) => message("unreliable", i + 1, 8000));
  expect(taken(queueWith(...sent))).toEqual(sent.slice(-4).map(([frame]) => frame));
});

test("[T3] all reliable messages wait, and leave in order, a batch at a time", () => {
  const sent = Array.from({ length: 50 }, (_, i) => reliable(i, 1000));
  const mailbox = queueWith(...sent);
  const batches: Frame[][] = [];
  while (mailbox.bytes > 0) batches.push(taken(mailbox));
  expect(batches.map(({ length }) => length)).toEqual([16, 16, 16, 2]);
  expect(batches.flat()).toEqual(sent.map(([frame]) => frame));
});

test("[T3] a message longer than a batch is a batch of its own", () => {
  const mailbox = queueWith(reliable(1, 65_536), reliable(2));
  expect(taken(mailbox)).toEqual([reliable(1, 65_536)[0]]);
  expect(taken(mailbox)).toEqual([reliable(2)[0]]);
});

test("[T9] a close is the last frame of its batch", () => {
  const close: Frame = { kind: "close", code: "done", detail: "" };
  const mailbox = queueWith(
    [close, "reliable-ordered"],
    message("unreliable", 1),
    message("unreliable-sequenced", 1),
    ack(5),
  );
  expect(taken(mailbox).at(-1)).toEqual(close);
});

test("of acks the latest waits", () => {
  expect(taken(queueWith(ack(1), ack(2)))).toEqual([ack(2)[0]]);
});

test("an ackRequest replaces no message", () => {
  const lanesOfAckRequests = ["unreliable", "unreliable-sequenced"] as const;
  for (const lane of lanesOfAckRequests) {
    const ackRequest: [Frame, Lane] = [{ kind: "ack-request", lane, offset: 9 }, lane];
    expect(taken(queueWith(message(lane, 9), ackRequest))).toEqual([message(lane, 9)[0]]);
    expect(taken(queueWith(ackRequest, ackRequest))).toEqual([ackRequest[0]]);
  }
});
