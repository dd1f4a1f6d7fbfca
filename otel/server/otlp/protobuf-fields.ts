/**
 * Tables of the fields of OTLP traces (opentelemetry-proto 1.10) that the trace store keeps, and the decoder that reads by them. It
 * skips unknown fields. It rejects a known field with the wrong wire type, as the Collector does, because it would misread the bytes.
 */
import type protobuf from "protobufjs/minimal.js";
import { maxDepth, tooDeep, tooManyValues } from "./limits.ts";
import { RejectedSpan } from "./request.ts";

interface FieldType {
  readonly wireType: 0 | 1 | 2 | 5;
  readonly repeated?: boolean;
  readonly read: (decoder: MessageDecoder) => unknown;
}

/** By field number: the name in lowerCamelCase, and the type. */
type Fields = Readonly<Record<number, readonly [name: string, type: FieldType]>>;

const bytes: FieldType = { wireType: 2, read: ({ reader }) => reader.bytes() };
const text: FieldType = { wireType: 2, read: ({ reader }) => reader.string() };
const int32: FieldType = { wireType: 0, read: ({ reader }) => reader.int32() };
const uint32: FieldType = { wireType: 0, read: ({ reader }) => reader.uint32() };
const bool: FieldType = { wireType: 0, read: ({ reader }) => reader.bool() };
const int64: FieldType = { wireType: 0, read: ({ reader }) => wholeNumber(reader.int64()) };
const double: FieldType = { wireType: 1, read: ({ reader }) => reader.double() };
const fixed32: FieldType = { wireType: 5, read: ({ reader }) => reader.fixed32() };
const fixed64: FieldType = { wireType: 1, read: ({ reader }) => unsigned(reader.fixed64()) };
const anyValue: FieldType = { wireType: 2, read: (decoder) => decoder.anyValue() };
const message = (fields: Fields): FieldType => ({
  wireType: 2,
  read: (decoder) => decoder.nestedMessage(fields),
});
/** Each entry counts towards the decoder's limit of values. */
const repeated = (type: FieldType): FieldType => ({ ...type, repeated: true });

const keyValue: Fields = { 1: ["key", text], 2: ["value", anyValue] };
const attributes = repeated(message(keyValue));

const valueFields: Fields = {
  1: ["stringValue", text],
  2: ["boolValue", bool],
  3: ["intValue", int64],
  4: ["doubleValue", double],
  5: ["arrayValue", message({ 1: ["values", repeated(anyValue)] })],
  6: ["kvlistValue", message({ 1: ["values", attributes] })],
  7: ["bytesValue", bytes],
};

export const resourceFields: Fields = {
  1: ["attributes", attributes],
  2: ["droppedAttributesCount", uint32],
};
export const scopeFields: Fields = {
  1: ["name", text],
  2: ["version", text],
  3: ["attributes", attributes],
  4: ["droppedAttributesCount", uint32],
};
export const spanFields: Fields = {
  1: ["traceId", bytes],
  2: ["spanId", bytes],
  3: ["traceState", text],
  4: ["parentSpanId", bytes],
  5: ["name", text],
  6: ["kind", int32],
  7: ["startTimeUnixNano", fixed64],
  8: ["endTimeUnixNano", fixed64],
  9: ["attributes", attributes],
  10: ["droppedAttributesCount", uint32],
  11: [
    "events",
    repeated(
      message({
        1: ["timeUnixNano", fixed64],
        2: ["name", text],
        3: ["attributes", attributes],
        4: ["droppedAttributesCount", uint32],
      }),
    ),
  ],
  12: ["droppedEventsCount", uint32],
  13: [
    "links",
    repeated(
      message({
        1: ["traceId", bytes],
        2: ["spanId", bytes],
        3: ["traceState", text],
        4: ["attributes", attributes],
        5: ["droppedAttributesCount", uint32],
        6: ["flags", fixed32],
      }),
    ),
  ],
  14: ["droppedLinksCount", uint32],
  15: ["status", message({ 2: ["message", text], 3: ["code", int32] })],
  16: ["flags", fixed32],
};

/** Decodes one message of a body, and throws at the first value beyond the limit. */
export class MessageDecoder {
  readonly reader: protobuf.Reader;
  #valuesLeft: number;
  #depth = 0;
  readonly #maxValues: number;

  /** The reader's `len` is the end of the message. */
  constructor(reader: protobuf.Reader, maxValues: number) {
    this.reader = reader;
    this.#maxValues = maxValues;
    this.#valuesLeft = maxValues;
  }

  /** Decodes the rest of the reader. @throws RejectedSpan, or what the reader throws */
  message(fields: Fields, isOneOf = false): Record<string, unknown> {
    const { reader } = this;
    let read: Record<string, unknown> = {};
    while (reader.pos < reader.len) {
      const tag = reader.tag();
      const field = fields[tag >>> 3];
      if (!field) {
        reader.skipType(tag & 7, 0, tag >>> 3);
        continue;
      }
      const [name, type] = field;
      if ((tag & 7) !== type.wireType)
        throw new RejectedSpan(`${name} is not understood: protobuf wire type ${tag & 7}`);
      if (type.repeated) {
        this.#valuesLeft -= 1;
        if (this.#valuesLeft < 0) throw tooManyValues(this.#maxValues, "a span");
      }
      const value = type.read(this);
      // If several fields of a oneof are present, the last one counts.
      if (isOneOf) read = {};
      if (type.repeated) ((read[name] ??= []) as unknown[]).push(value);
      else read[name] = value;
    }
    return read;
  }

  nestedMessage(fields: Fields, isOneOf?: boolean): Record<string, unknown> {
    const { reader } = this;
    const length = reader.uint32();
    if (length > reader.len - reader.pos) throw new RangeError("a message without an end");
    const outer = reader.len;
    reader.len = reader.pos + length;
    const read = this.message(fields, isOneOf);
    reader.len = outer;
    return read;
  }

  anyValue(): Record<string, unknown> {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw tooDeep();
    const read = this.nestedMessage(valueFields, true);
    this.#depth -= 1;
    return read;
  }
}

/** With the package `long` installed, protobufjs returns 64-bit numbers as two halves. */
interface Long {
  readonly low: number;
  readonly high: number;
}

function unsigned(long: unknown): bigint {
  const { low, high } = long as Long;
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** A number, or beyond 2^53 its decimal string. */
function wholeNumber(long: unknown): number | string {
  const { low, high } = long as Long;
  const number = high * 2 ** 32 + (low >>> 0);
  return Number.isSafeInteger(number) ? number : String((BigInt(high) << 32n) | BigInt(low >>> 0));
}
