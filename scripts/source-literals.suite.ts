/** The string literals and the imports of a source file. */
import { dirname, join } from "node:path/posix";
import { parseSync } from "vite";

export interface SourceLiteral {
  readonly text: string;
  readonly line: number;
}
export interface SourceLiterals {
  /** In expressions, types, attributes and quoted keys. */
  readonly strings: readonly SourceLiteral[];
  /** Paths that relative imports lead to, from the root. */
  readonly imports: readonly SourceLiteral[];
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number };

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** Of a string literal, also one in backquotes. */
function stringOf(node: Node): string | undefined {
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node.type !== "TemplateLiteral") return undefined;
  const quasis = node["quasis"] as { value: { cooked: string } }[];
  return quasis.length === 1 ? quasis[0]!.value.cooked : undefined;
}

export function sourceLiterals(path: string, code: string): SourceLiterals {
  const strings: SourceLiteral[] = [];
  const imports: SourceLiteral[] = [];
  const literalAt = (text: string, { start }: Node): SourceLiteral => ({
    text,
    line: code.slice(0, start).split("\n").length,
  });

  function visit(node: Node): void {
    const text = stringOf(node);
    if (text !== undefined) strings.push(literalAt(text, node));
    for (const [field, value] of Object.entries(node)) {
      if (field === "source" && isNode(value)) {
        const specifier = stringOf(value);
        if (specifier?.startsWith("."))
          imports.push(literalAt(join(dirname(path), specifier), value));
      } else
        for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child);
    }
  }

  const { program, errors } = parseSync(path, code);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  visit(program as unknown as Node);
  return { strings, imports };
}
