/** Writes protobuf's wire format by hand, for tests of bytes that no serialiser writes. */
import protobuf from "protobufjs/minimal.js";

const field = (number: number, wireType: number, write: (to: protobuf.Writer) => protobuf.Writer) =>
  Buffer.from(write(protobuf.Writer.create().uint32(number * 8 + wireType)).finish());

const uint64LE = (value: bigint | number | string) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
  return buffer;
};

/** A string, bytes or a message of these parts. */
export const bytes = (number: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return field(number, 2, (to) => to.bytes(content));
};
export const varint = (number: number, value: bigint | number): Buffer => {
  const buffer = uint64LE(value);
  const long = { low: buffer.readInt32LE(0), high: buffer.readInt32LE(4), unsigned: true };
  return field(number, 0, (to) => to.uint64(long as never));
};
export const fixed64 = (number: number, value: bigint | number | string): Buffer =>
  Buffer.concat([field(number, 1, (to) => to), uint64LE(value)]);
export const fixed32 = (number: number, value: number): Buffer =>
  field(number, 5, (to) => to.fixed32(value));
export const double = (number: number, value: number): Buffer =>
  field(number, 1, (to) => to.double(value));

/** An export of encoded spans with one resource and scope. */
export const exportOf = (...spans: readonly Buffer[]): Buffer =>
  resourceSpansOf(Buffer.alloc(0), spans);

/** An export of an encoded resource. */
export const resourceSpansOf = (resource: Buffer, spans: readonly Buffer[]): Buffer =>
  bytes(1, bytes(1, resource), bytes(2, Buffer.concat(spans.map((span) => bytes(2, span)))));
