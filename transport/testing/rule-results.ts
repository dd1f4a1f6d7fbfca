/**
 * Writes the results of the rules of SPEC.md, for the table that `npm test` prints (scripts/contract-table.mjs): one file
 * in `.cache/contract` for each suite that proves rules for a transport.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Rules that do not hold for a transport, with the reason, which the report prints. */
export type Exempt = Readonly<Record<`T${number}`, string>>;

export interface RuleResults {
  readonly transport: string;
  readonly exempt: Exempt;
  /** Why this transport cannot be tested here at all. */
  readonly missing?: string;
  readonly results: readonly { readonly rule: string; readonly passed: boolean }[];
}

/** To be called in a `describe`, or in a file, whose tests with `[T…]` in their titles are about this transport. */
export function recordRules(transport: string, exempt: Exempt = {}): void {
  // oxlint-disable-next-line no-empty-pattern -- Vitest takes only a pattern here.
  afterAll(({}, suite) => {
    write(suite.id, { transport, exempt, results: resultsIn(suite) });
  });
}

/** To be called where a transport lacks what its tests need. */
export function recordMissing(transport: string, missing: string): void {
  write("missing", { transport, exempt: {}, missing, results: [] });
}

/** The part of a Vitest test or suite that is used. */
interface Task {
  readonly name: string;
  readonly tasks?: readonly Task[];
  readonly result?: { readonly state: string } | undefined;
}

/** Skipped tests prove nothing. */
function resultsIn({ name, tasks, result }: Task): RuleResults["results"] {
  if (tasks) return tasks.flatMap(resultsIn);
  if (result?.state !== "pass" && result?.state !== "fail") return [];
  const passed = result.state === "pass";
  return [...name.matchAll(/\[(T\d+)\]/g)].map(([, rule = ""]) => ({ rule, passed }));
}

function write(name: string, results: RuleResults): void {
  const folder = join(import.meta.dirname, "../../.cache/contract");
  mkdirSync(folder, { recursive: true });
  const file = `${results.transport.replace(/\W+/g, "-")}.${name}.json`;
  writeFileSync(join(folder, file), JSON.stringify(results));
}
