/**
 * A trace context on the wire, W3C binary (trace-context-binary draft), 29 bytes:
 *
 *   version 0 | 0x00, trace id 16 | 0x01, span id 8 | 0x02, flags 1 (bit 0: sampled; the others are ignored)
 *
 * An id of zeros is invalid (W3C Trace Context §3.2.2.3). Tracing that is switched off returns such ids; they are not sent.
 */
import { type ByteReader, type ByteWriter, MalformedMessage } from "./bytes.ts";
import { flag, hex, record } from "./schema/fields.ts";
import type { TraceContext } from "./tracing.ts";

export const contextBytes = 29;

/** A trace context as a field of a message. */
export const traceContext = record("TraceContext", {
  traceId: hex(16),
  spanId: hex(8),
  sampled: flag(),
});

const zeros = /^0*$/;

/** False for ids of zeros, which mean that there is no context. */
export const isContext = ({ traceId, spanId }: TraceContext): boolean =>
  !zeros.test(traceId) && !zeros.test(spanId);

export function assertContext({ traceId, spanId }: TraceContext): void {
  if (!/^[0-9a-f]{32}$/.test(traceId) || !/^[0-9a-f]{16}$/.test(spanId))
    throw new RangeError(`not a trace context: ${traceId} ${spanId}`);
}

/** @throws MalformedMessage for ids of zeros. */
export function checkedContext(context: TraceContext): TraceContext {
  if (!isContext(context)) throw new MalformedMessage("trace context: an id of zeros");
  return context;
}

export function writeContext(out: ByteWriter, context: TraceContext): void {
  assertContext(context);
  out.u8(0).u8(0);
  writeHex(out, context.traceId);
  out.u8(1);
  writeHex(out, context.spanId);
  out.u8(2).u8(context.sampled ? 1 : 0);
}

/** @throws MalformedMessage */
export function readContext(reader: ByteReader): TraceContext {
  if (reader.u8() !== 0 || reader.u8() !== 0)
    throw new MalformedMessage("trace context: unknown version or field");
  const traceId = readHex(reader, 16);
  if (reader.u8() !== 1) throw new MalformedMessage("trace context: no span id");
  const spanId = readHex(reader, 8);
  if (reader.u8() !== 2) throw new MalformedMessage("trace context: no flags");
  return checkedContext({ traceId, spanId, sampled: (reader.u8() & 1) === 1 });
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
