/**
 * `npm run check`: types, lint, format, dead code, tests. `npm test` adds the browser tests. Every step runs, also after one that
 * failed; the last line is the sum over all tests and static checks: `N passed, N failed, N skipped`.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { forgetContract, printContractTable } from "./contract-table.mjs";
import { cache, command, environment, install, root, run, since } from "./setup.mjs";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const one = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: [] });

/** `browser`: undefined leaves the browser tests out, `{ missing }` counts them as one failure. */
export async function check({ browser } = {}) {
  const results = [];
  for (const name of ["types", "lint", "format", "dead"]) results.push(await staticCheck(name));
  forgetContract();
  results.push(await testRun("unit", readVitest));
  results.push(one(printContractTable()));
  if (browser !== undefined) {
    if (browser.missing) {
      console.log(`\ne2e     FAILED: ${browser.missing}`);
      results.push(one(false));
    } else results.push(await testRun("e2e", readPlaywright));
  }

  const skipped = results.flatMap((result) => result.skipped);
  if (skipped.length > 0) {
    console.log(`\nSKIPPED (${skipped.length}):`);
    for (const reason of new Set(skipped.map(reasonOf))) {
      console.log(`  ${reason}`);
      for (const test of skipped) if (reasonOf(test) === reason) console.log(`    ${test.name}`);
    }
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed, ${skipped.length} skipped`);
  return sum("failed") === 0 ? 0 : 1;
}

const reasonOf = ({ reason }) => reason ?? "no reason given";

/** Prints one line when it passes, and the whole output of the tool when it fails. */
async function staticCheck(name) {
  const startedAt = Date.now();
  const env = { ...environment, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) };
  const { code, output } = await run(scripts[`check:${name}`], [], { shell: true, env });
  console.log(`${name.padEnd(8)}${code === 0 ? "ok" : "FAILED"}  ${since(startedAt)}`);
  // oxlint colours its output even without a terminal.
  const shown = process.stdout.isTTY ? output : stripVTControlCharacters(output);
  if (code !== 0) console.log(shown.trimEnd());
  return one(code === 0);
}

async function testRun(name, read) {
  const startedAt = Date.now();
  console.log(`\n${name.padEnd(8)}${scripts[`check:${name}`]}`);
  for (const report of ["vitest.json", "playwright.json"]) {
    if (report.startsWith(name === "unit" ? "vitest" : "playwright"))
      rmSync(join(cache, report), { force: true });
  }
  const { code } = await run(scripts[`check:${name}`], [], {
    shell: true,
    show: true,
    env: process.stdout.isTTY ? environment : { ...environment, NO_COLOR: "1" },
  });
  const result = read();
  // A runner that fails without a failed test (it crashed, or found no test) counts as one failure.
  if (result.failed === 0 && (code !== 0 || result.passed === 0)) result.failed = 1;
  console.log(`${name.padEnd(8)}${result.failed === 0 ? "ok" : "FAILED"}  ${since(startedAt)}`);
  return result;
}

function report(name) {
  const file = join(cache, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

const readVitest = () => report("vitest.json") ?? one(false);

function readPlaywright() {
  const found = report("playwright.json");
  if (found === undefined) return one(false);
  const result = { passed: 0, failed: found.errors.length, skipped: [] };
  for (const spec of found.suites.flatMap(specsOf)) {
    for (const test of spec.tests) {
      if (test.status === "skipped") {
        const note = test.annotations.find(({ type }) => type === "skip" || type === "fixme");
        result.skipped.push({
          name: `e2e/${spec.file}: ${spec.title}`,
          reason: note?.description ?? null,
        });
      } else if (test.status === "expected") result.passed += 1;
      else result.failed += 1;
    }
  }
  return result;
}

const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)];

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await command(async () => {
    await install();
    return check();
  });
}
