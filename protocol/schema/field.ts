/** What a schema of fields.ts is made of, as plain data: for layouts, the .proto and the generators of property tests. */
export type Field = (
  | WholeField
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
      /** No two entries have the same value there. */
      readonly uniqueKey?: string;
    }
  | { readonly type: "maybe"; readonly field: Field }
) & { readonly rules?: readonly Rule[] };

/** What no field can check by itself. */
export interface Rule {
  readonly holds: (value: unknown) => boolean;
  /** Names what breaks it. */
  readonly broken: string;
}

export interface WholeField {
  readonly type: "whole";
  readonly ranges: readonly Range[];
}
export type Range = readonly [least: number, most: number];

export interface NamedField {
  readonly name: string;
  readonly field: Field;
}

export const leastOf = ({ ranges }: WholeField): number =>
  Math.min(...ranges.map(([least]) => least));
export const mostOf = ({ ranges }: WholeField): number =>
  Math.max(...ranges.map(([, most]) => most));
