/**
 * Several frames in one HTTP body or stream event, which share the cost of its headers:
 *
 * per frame: its length, LEB128 of 1 to 3 bytes | the frame (../frame.ts)
 *
 * A batch ends where a frame ends. An empty batch has no frames.
 */
import { MalformedFrame } from "../frame.ts";
import type { WireLink } from "../wire-link.ts";

const MAX_LENGTH_BYTES = 3;
/** A batch takes frames up to this size: at 100 kbit/s it travels for a second and a half. */
export const fullBatchBytes = 16 * 1024;

export function encodeBatch(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + encodedBytes(frame), 0));
  let at = 0;
  for (const frame of frames) {
    let length = frame.length;
    for (; length > 0x7f; length >>>= 7) bytes[at++] = (length & 0x7f) | 0x80;
    bytes[at++] = length;
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

/** Decodes the frames of a batch as views on it. Throws `MalformedFrame`. */
export function decodeBatch(batch: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < batch.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = batch[at++];
      if (byte === undefined) throw new MalformedFrame("batch cut within a length");
      if (shift >= 7 * MAX_LENGTH_BYTES) throw new MalformedFrame("length of too many bytes");
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (at + length > batch.length) throw new MalformedFrame("batch cut within a frame");
    // A plain view, also where the platform passes a Buffer.
    frames.push(new Uint8Array(batch.buffer, batch.byteOffset + at, length));
    at += length;
  }
  return frames;
}

/** Passes all frames of a batch to the link, or closes it; returns false if the batch is malformed. */
export function receiveBatch(link: WireLink, batch: Uint8Array): boolean {
  try {
    for (const frame of decodeBatch(batch)) link.receive(frame);
    return true;
  } catch (error) {
    if (!(error instanceof MalformedFrame)) throw error;
    link.close("protocol-error", error.message);
    return false;
  }
}

function encodedBytes(frame: Uint8Array): number {
  return frame.length + (frame.length < 0x80 ? 1 : frame.length < 0x4000 ? 2 : MAX_LENGTH_BYTES);
}
