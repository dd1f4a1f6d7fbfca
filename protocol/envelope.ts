/**
 * Around every message, the same on every transport:
 *
 *   kind u8 | flags u8 | sequence u32 LE | [trace context] | body
 *
 * flags bits 0-1 give the form of the trace context: 0 none, 1 W3C binary (29 bytes: version 0 | 0x00 trace id 16 |
 * 0x01 span id 8 | 0x02 flags 1; trace-context-binary draft). Forms 2 and 3 and bits 2-7 are not spoken yet.
 *
 * `sequence` counts the messages of one kind in one direction of a session; kept kinds share one count without gaps.
 */
import { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
import { factsOf, kindOf, type Kind } from "./messages.ts";
import type { TraceContext } from "./tracing.ts";

export const headerBytes = 6;
export const contextBytes = 29;

export interface Envelope {
  readonly kind: Kind;
  readonly sequence: number;
  readonly context: TraceContext | undefined;
  readonly body: Uint8Array;
}

export function seal(envelope: Envelope): Uint8Array {
  const { kind, sequence, context, body } = envelope;
  const out = new ByteWriter(headerBytes + (context ? contextBytes : 0) + body.length);
  out
    .u8(factsOf(kind).code)
    .u8(context ? 1 : 0)
    .u32(sequence);
  if (context) writeContext(out, context);
  return out.bytes(body).finish();
}

/** @throws MalformedMessage for an unknown kind, unspoken flags, a short header or a body too long for its kind. */
export function open(bytes: Uint8Array): Envelope {
  const reader = new ByteReader(bytes);
  const code = reader.u8();
  const kind = kindOf(code);
  if (!kind) throw new MalformedMessage(`kind ${code} is not spoken`);
  const flags = reader.u8();
  if (flags > 1) throw new MalformedMessage(`flags ${flags} are not spoken`);
  const sequence = reader.u32();
  const context = flags === 1 ? readContext(reader) : undefined;
  const { maxBytes } = factsOf(kind);
  if (reader.remaining > maxBytes) {
    throw new MalformedMessage(`${kind} of ${reader.remaining} bytes, at most ${maxBytes} allowed`);
  }
  return { kind, sequence, context, body: reader.bytes(reader.remaining) };
}

export function writeContext(out: ByteWriter, context: TraceContext): void {
  out.u8(0).u8(0);
  writeHex(out, context.traceId);
  out.u8(1);
  writeHex(out, context.spanId);
  out.u8(2).u8(context.sampled ? 1 : 0);
}

export function readContext(reader: ByteReader): TraceContext {
  if (reader.u8() !== 0 || reader.u8() !== 0)
    throw new MalformedMessage("trace context: unknown version or field");
  const traceId = readHex(reader, 16);
  if (reader.u8() !== 1) throw new MalformedMessage("trace context: no span id");
  const spanId = readHex(reader, 8);
  if (reader.u8() !== 2) throw new MalformedMessage("trace context: no flags");
  const flags = reader.u8();
  return { traceId, spanId, sampled: (flags & 1) === 1 };
}

function writeHex(out: ByteWriter, hex: string): void {
  for (let at = 0; at < hex.length; at += 2) out.u8(Number.parseInt(hex.slice(at, at + 2), 16));
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function readHex(reader: ByteReader, count: number): string {
  let hex = "";
  for (let index = 0; index < count; index++) hex += hexOf[reader.u8()] ?? "00";
  return hex;
}
