/** Messages as protobuf, by session.proto, which is generated from the same definitions. */
import { create, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import { file_session } from "../generated/session_pb.ts";
import { type Field } from "../schema/describe.ts";
import { isWide, messageNameOf, soleField } from "../schema/proto.ts";
import { fieldCodec } from "./field-codec.ts";

const messagesByName = new Map(file_session.messages.map((each) => [each.name, each]));

function descriptorOf(kind: string): DescMessage {
  const descriptor = messagesByName.get(messageNameOf(kind));
  if (!descriptor) throw new TypeError(`session.proto has no ${kind}: npm run generate`);
  return descriptor;
}

type Fields = Record<string, unknown>;

export const protobufCodec = fieldCodec("protobuf", {
  encode({ kind, field }, value) {
    const fields =
      field.type === "record" ? toProto(field, value) : { [soleField]: toProto(field, value) };
    const descriptor = descriptorOf(kind);
    return toBinary(descriptor, create(descriptor, fields as Fields));
  },
  decode({ kind, field }, body) {
    // Fields that a later version may add are skipped, as usual in protobuf.
    const message: Fields = fromBinary(descriptorOf(kind), body, {
      readUnknownFields: false,
    }) as never;
    return fromProto(field, field.type === "record" ? message : message[soleField]);
  },
});

function toProto(field: Field, value: unknown): unknown {
  switch (field.type) {
    case "record": {
      const fields: Fields = {};
      for (const { name, field: inner } of field.fields) {
        const given = (value as Fields)[name];
        if (given !== undefined) fields[name] = toProto(inner, given);
      }
      return fields;
    }
    case "list":
      return (value as readonly unknown[]).map((item) => toProto(field.item, item));
    case "maybe":
      return toProto(field.field, value);
    case "choice":
      // 0 is the unspecified value of every enum.
      return field.names.indexOf(value as string) + 1;
    case "hex":
      return bytesOfHex(value as string);
    case "whole":
      return isWide(field) ? BigInt(value as number) : value;
    case "float":
    case "flag":
    case "text":
      return value;
  }
}

/** A value without a name in the schema becomes undefined, which no validation accepts. */
function fromProto(field: Field, value: unknown): unknown {
  switch (field.type) {
    case "record": {
      if (value === undefined) return undefined;
      const fields: Fields = {};
      for (const { name, field: inner } of field.fields)
        fields[name] = fromProto(inner, (value as Fields)[name]);
      return fields;
    }
    case "list":
      return (value as readonly unknown[]).map((item) => fromProto(field.item, item));
    case "maybe":
      return value === undefined ? undefined : fromProto(field.field, value);
    case "choice":
      return field.names[(value as number) - 1];
    case "hex":
      return hexOfBytes(value as Uint8Array);
    case "whole":
      return Number(value);
    case "float":
    case "flag":
    case "text":
      return value;
  }
}

const hexOfBytes = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
