/**
 * Prints which rules of transport/SPEC.md each transport kept in the last run of the unit tests, from the results that the suites
 * wrote to `.cache/contract`. A rule that a transport neither kept nor declared as an exemption is a failure.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cache, root } from "./setup.mjs";

const folder = join(cache, "contract");

export const forgetContract = () => rmSync(folder, { recursive: true, force: true });

/** True if every rule is kept or exempt, for every transport. */
export function printContractTable() {
  const { text, ok } = contractTable({
    rules: rulesIn(readFileSync(join(root, "transport/SPEC.md"), "utf8")),
    transports: transportsUnder("transport"),
    found: filesUnder(folder, ".json").map(readJson),
  });
  console.log(`\n${text}`);
  return ok;
}

/** Not with `globSync`, which Node 20 lacks. */
const filesUnder = (path, ending) =>
  existsSync(path)
    ? readdirSync(path, { recursive: true })
        .filter((file) => file.endsWith(ending))
        .map((file) => join(path, file))
    : [];

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The name and the text of each rule. */
export function rulesIn(spec) {
  return [...spec.matchAll(/^- \*\*\[(T\d+)\]\*\* (.*)$/gm)].map(([, rule, claim]) => ({
    rule,
    claim: shortened(claim.replaceAll("`", "")),
  }));
}

const shortened = (text) => (text.length > 60 ? `${text.slice(0, 59).trimEnd()}…` : text);

/** The transports that have a suite, also where its file failed before it could write a result. */
function transportsUnder(path) {
  return filesUnder(join(root, path), ".test.ts").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/transportContract\(\s*"([^"]+)"/g)].map(
      ([, name]) => name,
    ),
  );
}

/** The name of a suite has its variant in brackets. A transport keeps a rule if all of its variants do. */
const transportOf = (name) => name.replace(/ \(.*/, "");

export function contractTable({ rules, transports, found }) {
  const names = [
    ...new Set([...transports, ...found.map((each) => each.transport)].map(transportOf)),
  ].sort((a, b) => a.localeCompare(b));
  const notes = [];
  const noteOf = (note) => {
    if (!notes.includes(note)) notes.push(note);
    return notes.indexOf(note) + 1;
  };
  let ok = names.length > 0 && rules.length > 0;
  const markOf = (rule, name) => {
    const ofName = found.filter(({ transport }) => transportOf(transport) === name);
    const results = ofName.flatMap((each) => each.results).filter((each) => each.rule === rule);
    if (results.some(({ passed }) => !passed)) return "✗";
    const exempt = ofName.map((each) => each.exempt[rule]).find(Boolean);
    if (results.length > 0 && !exempt) return "✓";
    const why = exempt ?? ofName.map(({ missing }) => missing).find(Boolean);
    return why ? `–${superscript(noteOf(`${name}: ${why}`))}` : " ";
  };
  const lines = rules.map(({ rule, claim }) => {
    const marks = names.map((name) => markOf(rule, name));
    if (marks.some((mark) => mark === "✗" || mark === " ")) ok = false;
    return `${rule.padEnd(5)}${marks.map((mark) => mark.padEnd(3)).join("")} ${claim}`;
  });
  const stairs = names.map((name, at) => `     ${"│  ".repeat(at)}${name}`);
  const legend = [
    ...notes.map((note, at) => `  ${superscript(at + 1)} not here, ${note}`),
    ...(ok ? [] : ["  ✗ failed; blank: neither kept nor exempt"]),
  ];
  return { text: ["contract", ...stairs, ...lines, ...legend].join("\n"), ok };
}

const superscript = (number) => String(number).replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.exitCode = printContractTable() ? 0 : 1;
}
