/**
 * The frame around a payload on every wire of this folder:
 *
 * unreliable           0 u8 | offset u32 | payload
 * unreliable-sequenced 1 u8 | offset u32 | payload
 * reliable-unordered   2 u8 | payload
 * reliable-ordered     3 u8 | payload
 * ack                  4 u8 | received u32 of each lane, in the order above
 * close                5 u8 | code u8 | detail, UTF-8, at most 256 bytes
 * ack-request          6 u8 | lane u8 (0 or 1) | offset u32
 *
 * Integers are big-endian. An offset is the number of frame bytes sent in that lane up to the end of this frame,
 * modulo 2^32. It orders the frames of a lane, and an ack of it settles all frames before it, lost or not.
 */
import type { CloseCode, Delivery } from "./link.ts";

/** Each delivery is a lane of its own; a lane's number is also its frames' kind. */
export const lanes = [
  "unreliable",
  "unreliable-sequenced",
  "reliable-unordered",
  "reliable-ordered",
] as const satisfies readonly Delivery[];
export type UnreliableDelivery = "unreliable" | "unreliable-sequenced";

/** New codes go at the end: the position is what travels. */
const closeCodes = [
  "done",
  "refused",
  "incompatible",
  "protocol-error",
  "overflow",
  "timeout",
  "lost",
  "going-away",
] as const satisfies readonly CloseCode[];

export type Frame =
  | { readonly kind: UnreliableDelivery; readonly offset: number; readonly payload: Uint8Array }
  | { readonly kind: "reliable-unordered" | "reliable-ordered"; readonly payload: Uint8Array }
  | { readonly kind: "ack"; readonly receivedTotals: LaneTotals }
  | { readonly kind: "close"; readonly code: CloseCode; readonly detail: string }
  | { readonly kind: "ack-request"; readonly lane: UnreliableDelivery; readonly offset: number };

/** One total for each lane, in the order of `lanes`, modulo 2^32. */
export type LaneTotals = readonly [number, number, number, number];

const ACK = 4;
const CLOSE = 5;
const ACK_REQUEST = 6;
const MAX_DETAIL_BYTES = 256;

/** Bytes a frame adds to the payload of an unreliable and of a reliable delivery. */
export const unreliableHeaderBytes = 5;
export const reliableHeaderBytes = 1;

/** The bytes are not a frame: the peer does not use this protocol. */
export class MalformedFrame extends Error {
  constructor(what: string) {
    super(`malformed frame: ${what}`);
    this.name = "MalformedFrame";
  }
}

export function frameBytes(payloadBytes: number, delivery: Delivery): number {
  switch (delivery) {
    case "unreliable":
    case "unreliable-sequenced":
      return payloadBytes + unreliableHeaderBytes;
    case "reliable-unordered":
    case "reliable-ordered":
      return payloadBytes + reliableHeaderBytes;
  }
}

/** Returns the bytes of a frame in a new buffer: the caller may reuse the payload at once. */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  switch (frame.kind) {
    case "unreliable":
    case "unreliable-sequenced": {
      const bytes = new Uint8Array(unreliableHeaderBytes + frame.payload.length);
      bytes[0] = lanes.indexOf(frame.kind);
      writeUint32(bytes, 1, frame.offset);
      bytes.set(frame.payload, unreliableHeaderBytes);
      return bytes;
    }
    case "reliable-unordered":
    case "reliable-ordered": {
      const bytes = new Uint8Array(reliableHeaderBytes + frame.payload.length);
      bytes[0] = lanes.indexOf(frame.kind);
      bytes.set(frame.payload, reliableHeaderBytes);
      return bytes;
    }
    case "ack": {
      const bytes = new Uint8Array(17);
      bytes[0] = ACK;
      frame.receivedTotals.forEach((total, lane) => writeUint32(bytes, 1 + 4 * lane, total));
      return bytes;
    }
    case "close": {
      const bytes = new Uint8Array(2 + MAX_DETAIL_BYTES);
      bytes[0] = CLOSE;
      bytes[1] = closeCodes.indexOf(frame.code);
      // encodeInto stops before a character that does not fit, so the detail stays valid UTF-8.
      const { written } = new TextEncoder().encodeInto(frame.detail, bytes.subarray(2));
      return bytes.slice(0, 2 + written);
    }
    case "ack-request": {
      const bytes = new Uint8Array(6);
      bytes[0] = ACK_REQUEST;
      bytes[1] = lanes.indexOf(frame.lane);
      writeUint32(bytes, 2, frame.offset);
      return bytes;
    }
  }
}

/** Decodes a frame; its payload is a view on the bytes. Throws `MalformedFrame`. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const kind = bytes[0];
  switch (kind) {
    case 0:
    case 1:
      if (bytes.length < unreliableHeaderBytes) throw new MalformedFrame("cut before its payload");
      return {
        kind: kind === 0 ? "unreliable" : "unreliable-sequenced",
        offset: readUint32(bytes, 1),
        payload: payloadView(bytes, unreliableHeaderBytes),
      };
    case 2:
    case 3:
      return {
        kind: kind === 2 ? "reliable-unordered" : "reliable-ordered",
        payload: payloadView(bytes, reliableHeaderBytes),
      };
    case ACK:
      if (bytes.length !== 17) throw new MalformedFrame(`ack of ${bytes.length} bytes`);
      return {
        kind: "ack",
        receivedTotals: [
          readUint32(bytes, 1),
          readUint32(bytes, 5),
          readUint32(bytes, 9),
          readUint32(bytes, 13),
        ],
      };
    case CLOSE: {
      const code = closeCodes[bytes[1] ?? closeCodes.length];
      if (code === undefined) throw new MalformedFrame(`close code ${bytes[1]}`);
      if (bytes.length > 2 + MAX_DETAIL_BYTES) throw new MalformedFrame("close detail too long");
      return { kind: "close", code, detail: new TextDecoder().decode(bytes.subarray(2)) };
    }
    case ACK_REQUEST: {
      const lane = bytes[1];
      if (bytes.length !== 6) throw new MalformedFrame(`ack request of ${bytes.length} bytes`);
      if (lane !== 0 && lane !== 1) throw new MalformedFrame(`ack request of lane ${lane}`);
      return {
        kind: "ack-request",
        lane: lane === 0 ? "unreliable" : "unreliable-sequenced",
        offset: readUint32(bytes, 2),
      };
    }
    default:
      throw new MalformedFrame(kind === undefined ? "empty" : `kind ${kind}`);
  }
}

/** True for a frame that only requests an ack. It is useless behind the frames that it asks about. */
export function isAckRequest(bytes: Uint8Array): boolean {
  return bytes[0] === ACK_REQUEST;
}

/** True for the last frame of its sender. */
export function isClose(bytes: Uint8Array): boolean {
  return bytes[0] === CLOSE;
}

/** Returns a plain view, also for a Node Buffer, whose `slice` does not copy. */
function payloadView(bytes: Uint8Array, from: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, bytes.length - from);
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Callers have checked the length. */
function readUint32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  );
}
