/** Measures the cost of the codec: bytes and time of the mean message, up and down, over the last seconds. */
import type { Codec, CodecName } from "#protocol";

/**
 * A browser's clock has steps of 5 us where the page is isolated and of 100 us elsewhere. Most messages take less, so only the
 * sum over hundreds of them says anything.
 */
const windowMs = 5000;

export interface CodecCost {
  readonly codec: CodecName;
  /** Time for the mean message, microseconds; 0 before the first message. */
  readonly encodeMicros: number;
  readonly decodeMicros: number;
  /** Length of the mean body. */
  readonly encodedBytes: number;
  readonly decodedBytes: number;
}

interface Sum {
  messages: number;
  ms: number;
  bytes: number;
}
interface Sums {
  readonly encoded: Sum;
  readonly decoded: Sum;
}
const emptySums = (): Sums => ({
  encoded: { messages: 0, ms: 0, bytes: 0 },
  decoded: { messages: 0, ms: 0, bytes: 0 },
});

export class CodecMeter {
  readonly #local: () => number;
  #codec: CodecName = "binary";
  #sinceMs = 0;
  #before = emptySums();
  #sums = emptySums();

  /** `local` is this page's own clock, ms. */
  constructor(local: () => number) {
    this.#local = local;
  }

  /** The same codec, measured. */
  instrument(codec: Codec): Codec {
    const encoded = <T>(encode: () => T, bodyIn: (answer: T) => Uint8Array): T => {
      const startMs = this.#local();
      const answer = encode();
      this.#count("encoded", codec.name, bodyIn(answer), startMs);
      return answer;
    };
    const decoded = <T>(body: Uint8Array, decode: () => T): T => {
      const startMs = this.#local();
      const answer = decode();
      this.#count("decoded", codec.name, body, startMs);
      return answer;
    };
    return {
      name: codec.name,
      encode: (kind, message) =>
        encoded(
          () => codec.encode(kind, message),
          (body) => body,
        ),
      decode: (kind, body) => decoded(body, () => codec.decode(kind, body)),
      encodeSnapshot: (snapshot, baseline) =>
        encoded(
          () => codec.encodeSnapshot(snapshot, baseline),
          ({ body }) => body,
        ),
      decodeSnapshot: (body, held) => decoded(body, () => codec.decodeSnapshot(body, held)),
    };
  }

  /** The cost of this codec alone: the sums of another one are dropped. */
  reading(codec: CodecName): CodecCost {
    this.#rotate(codec);
    const mean = (direction: keyof Sums, what: "ms" | "bytes"): number => {
      const messages = this.#before[direction].messages + this.#sums[direction].messages;
      return messages === 0
        ? 0
        : (this.#before[direction][what] + this.#sums[direction][what]) / messages;
    };
    return {
      codec,
      encodeMicros: mean("encoded", "ms") * 1000,
      decodeMicros: mean("decoded", "ms") * 1000,
      encodedBytes: mean("encoded", "bytes"),
      decodedBytes: mean("decoded", "bytes"),
    };
  }

  #count(direction: keyof Sums, codec: CodecName, body: Uint8Array, startMs: number): void {
    if (codec !== this.#codec) return;
    const sum = this.#sums[direction];
    sum.messages += 1;
    sum.ms += this.#local() - startMs;
    sum.bytes += body.length;
  }

  #rotate(codec: CodecName): void {
    const nowMs = this.#local();
    if (codec === this.#codec && nowMs - this.#sinceMs < windowMs) return;
    this.#before = codec === this.#codec ? this.#sums : emptySums();
    this.#sums = emptySums();
    this.#codec = codec;
    this.#sinceMs = nowMs;
  }
}
