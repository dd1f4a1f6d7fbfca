/**
 * Around every message, the same on every transport:
 *
 *   kind u8 | flags u8 | sequence u32 LE | [trace context] | body
 *
 * flags bits 0-1 give the form of the trace context: 0 none, 1 W3C binary (29 bytes, see context.ts); 2 and 3 are not
 * spoken. Bits 2-3 give the codec of the body: 0 binary, 1 JSON, 2 MessagePack, 3 protobuf; so what waits for its link
 * need not be packed anew when the session takes another. Bits 4-7 are not spoken.
 *
 * `sequence` counts the messages of one kind in one direction of a session; kept kinds share one count without gaps.
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

/** Binary unless it says so. */
type Sealable = Omit<Envelope, "codec"> & Partial<Pick<Envelope, "codec">>;

/** @throws RangeError for a body that no receiver accepts. A context of zeros is left out. */
export function encodeEnvelope(envelope: Sealable): Uint8Array {
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

/** @throws MalformedMessage for an unknown kind, unspoken flags, a short header or a body too long for its kind. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  const reader = new ByteReader(bytes);
  const code = reader.u8();
  const kind = kindOf(code);
  if (!kind) throw new MalformedMessage(`kind ${code} is not spoken`);
  const flags = reader.u8();
  const codec = codecNames[flags >> 2];
  if ((flags & 2) !== 0 || !codec) throw new MalformedMessage(`flags ${flags} are not spoken`);
  const sequence = reader.u32();
  const context = (flags & 1) === 1 ? readContext(reader) : undefined;
  const tooLong = sizeErrorOf(kind, codec, reader.remaining);
  if (tooLong) throw new MalformedMessage(tooLong);
  return { kind, sequence, context, codec, body: reader.bytes(reader.remaining) };
}

function sizeErrorOf(kind: Kind, codec: CodecName, bytes: number): string | undefined {
  const most = maxBytesOf(kind, codec);
  if (codec !== "binary" && most === 0) return `${kind} is binary, not ${codec}`;
  return bytes > most ? `${kind} of ${bytes} bytes, at most ${most} allowed` : undefined;
}
