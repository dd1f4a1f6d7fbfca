/** Messages as protobuf, by session.proto, which is generated from the same definitions. */
import { create, type DescMessage, fromBinary, toBinary } from "@bufbuild/protobuf";
import { file_session } from "../generated/session_pb.ts";
import type { CodedKind } from "../kinds.ts";
import { messages } from "../messages/index.ts";
import type { Field } from "../schema/field.ts";
import { isWide, messageNameOf, soleField } from "../schema/proto.ts";
import { fieldCodec } from "./field-codec.ts";

type Convert = (value: unknown) => unknown;
type Fields = Record<string, unknown>;

interface Form {
  readonly descriptor: DescMessage;
  readonly toProto: Convert;
  readonly fromProto: Convert;
}

const unchanged: Convert = (value) => value;
const descriptors = new Map(file_session.messages.map((each) => [each.name, each]));
const forms = new Map<string, Form | undefined>(
  messages.map(({ kind, field }) => [kind, formOf(kind, field)]),
);

export const protobufCodec = fieldCodec("protobuf", {
  encode(kind, value) {
    const { descriptor, toProto } = definedForm(kind);
    return toBinary(descriptor, create(descriptor, toProto(value) as Fields));
  },
  decode(kind, body) {
    const { descriptor, fromProto } = definedForm(kind);
    // Fields that a later version may add are skipped, as usual in protobuf.
    return fromProto(fromBinary(descriptor, body, { readUnknownFields: false }));
  },
});

function definedForm(kind: CodedKind): Form {
  const form = forms.get(kind);
  if (!form) throw new TypeError(`session.proto has no ${kind}: npm run generate`);
  return form;
}

function formOf(kind: string, field: Field): Form | undefined {
  const descriptor = descriptors.get(messageNameOf(kind));
  if (!descriptor) return undefined;
  const [toProto, fromProto] = [toProtoOf(field), fromProtoOf(field)];
  if (field.type === "record") return { descriptor, toProto, fromProto };
  return {
    descriptor,
    toProto: (value) => ({ [soleField]: toProto(value) }),
    fromProto: (message) => fromProto((message as Fields)[soleField]),
  };
}

/** `unchanged` where protobuf takes the value as it is. */
function toProtoOf(field: Field): Convert {
  switch (field.type) {
    case "record": {
      const fields = field.fields.map(
        ({ name, field: inner }) => [name, toProtoOf(inner)] as const,
      );
      const changed = fields.filter(([, convert]) => convert !== unchanged);
      if (changed.length === 0) return unchanged;
      return (value) => {
        const copy: Fields = { ...(value as Fields) };
        for (const [name, convert] of changed)
          if (copy[name] !== undefined) copy[name] = convert(copy[name]);
        return copy;
      };
    }
    case "list": {
      const convert = toProtoOf(field.item);
      return convert === unchanged ? unchanged : (value) => (value as unknown[]).map(convert);
    }
    case "maybe":
      return toProtoOf(field.field);
    case "choice":
      // 0 is the unspecified value of every enum.
      return (value) => field.names.indexOf(value as string) + 1;
    case "hex":
      return (value) => bytesOfHex(value as string);
    case "whole":
      return isWide(field) ? (value) => BigInt(value as number) : unchanged;
    case "float":
    case "flag":
    case "text":
      return unchanged;
  }
}

/** A value that has no form in the schema becomes undefined, which no validation accepts. */
function fromProtoOf(field: Field): Convert {
  switch (field.type) {
    case "record": {
      const fields = field.fields.map(
        ({ name, field: inner }) => [name, fromProtoOf(inner)] as const,
      );
      const changed = fields.filter(([, convert]) => convert !== unchanged);
      return (value) => {
        if (value === undefined) return undefined;
        const { $typeName: _, ...copy } = value as Fields;
        for (const [name, convert] of changed) copy[name] = convert(copy[name]);
        return copy;
      };
    }
    case "list": {
      const convert = fromProtoOf(field.item);
      return convert === unchanged ? unchanged : (value) => (value as unknown[]).map(convert);
    }
    case "maybe":
      return fromProtoOf(field.field);
    case "choice":
      return (value) => field.names[(value as number) - 1];
    case "hex":
      return (value) => hexOfBytes(value as Uint8Array);
    case "whole":
      return isWide(field) ? Number : unchanged;
    case "float":
    case "flag":
    case "text":
      return unchanged;
  }
}

const hexOfBytes = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
