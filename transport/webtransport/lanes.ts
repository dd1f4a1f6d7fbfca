/**
 * How a WebTransport link carries its lanes. An unreliable frame (../frame.ts) is a datagram. Each reliable lane is a bidirectional
 * stream that the server opens, so that no lane waits for what another lost.
 *
 *   from the server  lane u8, an index of `streamLanes` | frames
 *   to the server    frames
 *   each frame       length u32, big-endian | frame
 */
import { MalformedFrame, type UnreliableDelivery } from "../frame.ts";
import { streamMaxReceiveBytes } from "../max-bytes.ts";

export const streamLanes = ["control", "reliable-unordered", "reliable-ordered"] as const;
export type StreamLane = (typeof streamLanes)[number];

/** The lane of a datagram by its kind, or of an ackRequest by its second byte; other kinds never come as datagrams. */
export function datagramLane([kind, lane]: Uint8Array): UnreliableDelivery {
  return kind === 1 || (kind === 6 && lane === 1) ? "unreliable-sequenced" : "unreliable";
}

const LENGTH_BYTES = 4;

/** Writes frames one after the other; frames that come during a write go out together. */
export class FrameWriter {
  readonly #write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #waiting: Uint8Array<ArrayBuffer>[] = [];
  #isWriting = false;

  constructor(
    write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
    onError: (error: unknown) => void,
  ) {
    this.#write = write;
    this.#onError = onError;
  }

  write(frame: Uint8Array): void {
    const bytes = new Uint8Array(LENGTH_BYTES + frame.length);
    new DataView(bytes.buffer).setUint32(0, frame.length);
    bytes.set(frame, LENGTH_BYTES);
    this.writeBytes(bytes);
  }

  writeBytes(bytes: Uint8Array<ArrayBuffer>): void {
    this.#waiting.push(bytes);
    if (!this.#isWriting) void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#waiting.length > 0) await this.#write(concat(this.#waiting.splice(0)));
    } catch (error) {
      this.#waiting = [];
      this.#onError(error);
    }
    this.#isWriting = false;
  }
}

/** Splits the bytes of a stream into frames, whatever pieces the bytes come in. */
export class FrameSplitter {
  #rest = new Uint8Array();

  /** Yields the frames that these bytes complete. Throws `MalformedFrame` for one that our peers never send. */
  *split(chunk: Uint8Array): Generator<Uint8Array> {
    const bytes = this.#rest.length === 0 ? chunk : concat([this.#rest, chunk]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (bytes.length - at >= LENGTH_BYTES) {
      const length = view.getUint32(at);
      if (length > streamMaxReceiveBytes) throw new MalformedFrame(`a frame of ${length} bytes`);
      const end = at + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      yield bytes.subarray(at + LENGTH_BYTES, end);
      at = end;
    }
    // A copy, so that the rest of the chunk can be freed.
    this.#rest = new Uint8Array(bytes.subarray(at));
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
