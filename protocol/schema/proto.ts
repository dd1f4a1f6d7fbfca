/** Message definitions as a .proto file: the form in which the codec `protobuf` sends them. */
import { type Field, leastOf, mostOf, type WholeField, type NamedField } from "./field.ts";

interface ProtoSource {
  readonly kind: string;
  readonly field: Field;
}

/** The only field of a message whose schema is no record. */
export const soleField = "value";

/** `chat-line` -> `ChatLine` */
export const messageNameOf = (kind: string): string =>
  kind.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Beyond the 32 bits of `uint32`, or of `sint32` where it may be negative. */
export const isWide = (field: WholeField): boolean =>
  leastOf(field) < 0
    ? leastOf(field) < -0x80000000 || mostOf(field) > 0x7fffffff
    : mostOf(field) > 0xffffffff;

export function protoFileOf(packageName: string, sources: readonly ProtoSource[]): string {
  const blocks = new Map<string, string>();
  for (const { kind, field } of sources) {
    const fields = field.type === "record" ? field.fields : [{ name: soleField, field }];
    addMessage(blocks, messageNameOf(kind), fields);
  }
  return [`syntax = "proto3";\n\npackage ${packageName};\n`, ...blocks.values()].join("\n");
}

function addMessage(
  blocks: Map<string, string>,
  name: string,
  fields: readonly NamedField[],
): void {
  const lines = fields.map(
    ({ name: each, field }, index) => `  ${typeOf(field)} ${snakeCase(each)} = ${index + 1};\n`,
  );
  addBlock(blocks, name, `message ${name} {\n${lines.join("")}}\n`);
  for (const { field } of fields) addTypesOf(blocks, field);
}

function addTypesOf(blocks: Map<string, string>, field: Field): void {
  switch (field.type) {
    case "record":
      return addMessage(blocks, field.name, field.fields);
    case "list":
      return addTypesOf(blocks, field.item);
    case "maybe":
      return addTypesOf(blocks, field.field);
    case "choice":
      return addEnum(blocks, field.name, field.names);
    case "whole":
    case "float":
    case "flag":
    case "text":
    case "hex":
  }
}

function addEnum(blocks: Map<string, string>, name: string, names: readonly string[]): void {
  const prefix = snakeCase(name).toUpperCase();
  const lines = ["unspecified", ...names].map(
    (each, number) => `  ${prefix}_${each.replaceAll("-", "_").toUpperCase()} = ${number};\n`,
  );
  addBlock(blocks, name, `enum ${name} {\n${lines.join("")}}\n`);
}

function addBlock(blocks: Map<string, string>, name: string, block: string): void {
  const before = blocks.get(name);
  if (before !== undefined && before !== block) throw new TypeError(`two types are named ${name}`);
  blocks.set(name, block);
}

function typeOf(field: Field): string {
  switch (field.type) {
    case "whole":
      if (leastOf(field) < 0) return isWide(field) ? "sint64" : "sint32";
      return isWide(field) ? "uint64" : "uint32";
    case "float":
      return "double";
    case "flag":
      return "bool";
    case "text":
      return "string";
    case "hex":
      return "bytes";
    case "choice":
    case "record":
      return field.name;
    case "list":
      return `repeated ${typeOf(field.item)}`;
    case "maybe":
      return `optional ${typeOf(field.field)}`;
  }
}

const snakeCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
