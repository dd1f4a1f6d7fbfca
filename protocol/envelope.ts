/**
 * Around every message, the same on every transport:
 *
 *   kind u8 | flags u8 | sequence u32 LE | [trace context] | body
 *
 * Bits 0-1 of the flags are the form of the trace context: 0 none, 1 W3C binary (29 bytes, see trace-context.ts); 2 and 3 are
 * invalid. Bits 2-3 are the codec of the body: 0 binary, 1 JSON, 2 MessagePack, 3 protobuf; a message that waits for a link
 * keeps its codec when the session sets another. Bits 4-7 are 0.
 *
 * `sequence` counts the messages of one kind in one direction of a session; session-reliable kinds share one count without gaps.
 */
import { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
import { type CodecName, codecNames } from "./codecs/codec-names.ts";
import { contextBytes, isContext, readContext, writeContext } from "./trace-context.ts";
import { kindInfo, kindOf, type Kind, maxBytesOf } from "./kinds.ts";
import type { TraceContext } from "./tracing.ts";

export const headerBytes = 6;
export { contextBytes };

export interface Envelope {
  readonly kind: Kind;
  readonly sequence: number;
  readonly context: TraceContext | undefined;
  /** Of the body. */
  readonly codec: CodecName;
  readonly body: Uint8Array;
}

/** The codec is binary where it is missing. */
type EnvelopeToEncode = Omit<Envelope, "codec"> & Partial<Pick<Envelope, "codec">>;

/** @throws RangeError for a body that no receiver accepts. A context of zeros is left out. */
export function encodeEnvelope(envelope: EnvelopeToEncode): Uint8Array {
  const { kind, sequence, body, codec = "binary" } = envelope;
  const tooLong = sizeErrorOf(kind, codec, body.length);
  if (tooLong) throw new RangeError(tooLong);
  const context = envelope.context && isContext(envelope.context) ? envelope.context : undefined;
  const out = new ByteWriter(headerBytes + (context ? contextBytes : 0) + body.length);
  out
    .u8(kindInfo(kind).code)
    .u8((context ? 1 : 0) | (codecNames.indexOf(codec) << 2))
    .u32(sequence);
  if (context) writeContext(out, context);
  return out.bytes(body).finish();
}

/** @throws MalformedMessage for an unknown kind, unknown flags, a short header or a body too long for its kind. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const reader = new ByteReader(bytes);
  const code = reader.u8();
  const kind = kindOf(code);
  if (!kind) throw new MalformedMessage(`unknown kind ${code}`);
  const flags = reader.u8();
  const codec = codecNames[flags >> 2];
  if ((flags & 2) !== 0 || !codec) throw new MalformedMessage(`unknown flags ${flags}`);
  const sequence = reader.u32();
  const context = (flags & 1) === 1 ? readContext(reader) : undefined;
  const tooLong = sizeErrorOf(kind, codec, reader.remaining);
  if (tooLong) throw new MalformedMessage(tooLong);
  return { kind, sequence, context, codec, body: reader.bytes(reader.remaining) };
}

/** Undefined for a body of a size that receivers accept. */
export function sizeErrorOf(kind: Kind, codec: CodecName, bytes: number): string | undefined {
  const most = maxBytesOf(kind, codec);
  if (codec !== "binary" && most === 0) return `${kind} is binary, not ${codec}`;
  return bytes > most ? `${kind} of ${bytes} bytes, at most ${most} allowed` : undefined;
}
