/** What a schema of fields.ts is made of, as plain data. */
import type { Schema } from "./fields.ts";

export type Field =
  | { readonly type: "whole"; readonly ranges: readonly (readonly [number, number])[] }
  | { readonly type: "float" }
  | { readonly type: "flag" }
  | { readonly type: "text"; readonly maxBytes: number; readonly maxCharacters: number }
  | { readonly type: "hex"; readonly bytes: number }
  | { readonly type: "choice"; readonly name: string; readonly names: readonly string[] }
  | { readonly type: "record"; readonly name: string; readonly fields: readonly NamedField[] }
  | {
      readonly type: "list";
      readonly item: Field;
      readonly least: number;
      readonly most: number;
      readonly uniqueKey: string | undefined;
    }
  | { readonly type: "maybe"; readonly field: Field };

export interface NamedField {
  readonly name: string;
  readonly field: Field;
}

/** The parts of a valibot schema that `fieldOf` reads. */
interface Node {
  readonly type: string;
  readonly pipe?: readonly Node[];
  readonly requirement?: unknown;
  readonly metadata?: Record<string, unknown>;
  readonly title?: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly item?: Node;
  readonly wrapped?: Node;
  readonly options?: readonly unknown[];
}

/** @throws TypeError for a schema that is not made by fields.ts */
export const fieldOf = (schema: Schema): Field => fieldOfNode(schema as unknown as Node);

function fieldOfNode(node: Node): Field {
  const steps = stepsOf(node);
  const one = <T>(type: string, of: (step: Node) => T): T | undefined => {
    const step = steps.find((each) => each.type === type);
    return step && of(step);
  };
  const limit = (type: string): number | undefined =>
    one(type, ({ requirement }) => requirement as number);
  const metadata = Object.assign({}, ...steps.map((step) => step.metadata)) as {
    readonly text?: { readonly maxBytes: number; readonly maxCharacters: number };
    readonly hex?: { readonly bytes: number };
    readonly uniqueKey?: string;
  };
  const name = one("title", ({ title }) => title) ?? "";
  switch (node.type) {
    case "number": {
      if (limit("min_value") === undefined) return { type: "float" };
      return { type: "whole", ranges: [[limit("min_value") ?? 0, limit("max_value") ?? 0]] };
    }
    case "union": {
      const parts = (node.options ?? []).map((option) => fieldOfNode(option as Node));
      return {
        type: "whole",
        ranges: parts.flatMap((part) => (part.type === "whole" ? part.ranges : [])),
      };
    }
    case "boolean":
      return { type: "flag" };
    case "string":
      if (metadata.hex) return { type: "hex", bytes: metadata.hex.bytes };
      if (metadata.text) return { type: "text", ...metadata.text };
      break;
    case "picklist":
      return { type: "choice", name, names: node.options as readonly string[] };
    case "strict_object": {
      const fields = Object.entries(node.entries ?? {}).map(([key, entry]) => ({
        name: key,
        field: fieldOfNode(entry),
      }));
      return { type: "record", name, fields };
    }
    case "array": {
      if (!node.item) break;
      const [least, most] = [limit("min_length") ?? 0, limit("max_length") ?? 0];
      const item = fieldOfNode(node.item);
      return { type: "list", item, least, most, uniqueKey: metadata.uniqueKey };
    }
    case "nullish":
      if (node.wrapped) return { type: "maybe", field: fieldOfNode(node.wrapped) };
      break;
  }
  throw new TypeError(`a message cannot be made of the schema ${node.type}: use schema/fields.ts`);
}

/** The steps of a pipe, those of pipes within it included. */
const stepsOf = (node: Node): readonly Node[] =>
  (node.pipe ?? []).flatMap((step) => (step.pipe ? stepsOf(step) : [step]));

export const leastOf = ({
  ranges,
}: {
  readonly ranges: readonly (readonly [number, number])[];
}): number => Math.min(...ranges.map(([least]) => least));
export const mostOf = ({
  ranges,
}: {
  readonly ranges: readonly (readonly [number, number])[];
}): number => Math.max(...ranges.map(([, most]) => most));
