/**
 * Around every message, the same on every transport:
 *
 *   kind u8 | flags u8 | sequence u32 LE | [trace context] | body
 *
 * flags bits 0-1 give the form of the trace context: 0 none, 1 W3C binary (29 bytes, see context.ts). Forms 2 and 3
 * and bits 2-7 are not spoken.
 *
 * `sequence` counts the messages of one kind in one direction of a session; kept kinds share one count without gaps.
 */
import { ByteReader, ByteWriter, MalformedMessage } from "./bytes.ts";
import { contextBytes, isContext, readContext, writeContext } from "./context.ts";
import { factsOf, kindOf, type Kind } from "./messages.ts";
import type { TraceContext } from "./tracing.ts";

export const headerBytes = 6;
export { contextBytes };

export interface Envelope {
  readonly kind: Kind;
  readonly sequence: number;
  readonly context: TraceContext | undefined;
  readonly body: Uint8Array;
}

/** @throws RangeError for a body that no receiver accepts. A context of zeros is left out. */
export function seal(envelope: Envelope): Uint8Array {
  const { kind, sequence, body } = envelope;
  const { maxBytes } = factsOf(kind);
  if (body.length > maxBytes)
    throw new RangeError(`${kind} of ${body.length} bytes, at most ${maxBytes} allowed`);
  const context = envelope.context && isContext(envelope.context) ? envelope.context : undefined;
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
