/** `npm run bench`: measures, prints the results, keeps them in `.cache/bench.json`, and on request writes them into the documents. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { argumentsFrom, BadArgument } from "./arguments.ts";
import type { Bench, Figure, Measure } from "./figure.ts";
import { machine, otherCores } from "./machine.ts";
import { measures } from "./measures.ts";
import { headlineList, measurementTables, withSection } from "./documents.ts";
import { terminalTable } from "./table.ts";

const root = `${import.meta.dirname}/..`;
const file = `${root}/.cache/bench.json`;

export interface MeasureResult {
  readonly name: string;
  readonly title: string;
  readonly method: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly tookSeconds: number;
  /** How many cores other programs kept busy right before the measurement. */
  readonly otherCores: number;
  readonly figures: readonly Figure[];
}
export interface Results {
  readonly machine: string;
  readonly measured: readonly MeasureResult[];
}

const helpText = (names: readonly string[]) =>
  `npm run bench -- [--only ${names.join(",")}] [--minutes N] [--write-docs]

  --only          these measures; the others keep their last result of this machine
  --minutes N     length of the memory run (1)
  --write-docs    puts the tables into docs/measurements.md and the headline figures into README.md`;

/** The kept results, if they are of this machine and this Node version: others are not comparable. */
function previousResults(machineText: string): readonly MeasureResult[] {
  try {
    const results = JSON.parse(readFileSync(file, "utf8")) as Results;
    return results.machine === machineText ? results.measured : [];
  } catch {
    return [];
  }
}

function writeInto(path: string, section: string): void {
  const text = readFileSync(`${root}/${path}`, "utf8");
  writeFileSync(`${root}/${path}`, withSection(path, text, section));
  console.log(`Written into ${path}`);
}

async function runMeasure(measure: Measure, bench: Bench): Promise<MeasureResult> {
  const { name, title, method } = measure;
  const others = await otherCores();
  if (others > 0.2) bench.log(`other programs keep ${others.toFixed(1)} cores busy`);
  const startMs = performance.now();
  const figures = await measure.run(bench);
  const tookSeconds = Math.round((performance.now() - startMs) / 1000);
  const date = new Date().toISOString().slice(0, 10);
  return { name, title, method, date, tookSeconds, otherCores: others, figures };
}

async function main(): Promise<number> {
  const names = measures.map(({ name }) => name);
  const { only, minutes, writeDocs, help, check } = argumentsFrom(process.argv.slice(2), names);
  if (help) console.log(helpText(names));
  if (help || check) return 0;

  const machineText = machine();
  console.log(machineText);
  const done: MeasureResult[] = [];
  let failed = 0;
  for (const measure of measures.filter(({ name }) => only.includes(name))) {
    console.log(`\n${measure.title}  (--only ${measure.name})`);
    const bench: Bench = {
      minutes,
      noBrowser: process.env["BENCH_NO_BROWSER"] || undefined,
      log: (line) => console.log(`  … ${line}`),
    };
    try {
      const result = await runMeasure(measure, bench);
      done.push(result);
      console.log(terminalTable(result.figures));
    } catch (error) {
      failed += 1;
      console.error(`  failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  const kept = previousResults(machineText).filter(
    ({ name }) => !done.some((result) => result.name === name),
  );
  const all = measures.flatMap(({ name }) => [...done, ...kept].filter((one) => one.name === name));
  const results: Results = { machine: machineText, measured: all };
  mkdirSync(`${root}/.cache`, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  console.log("\nKept in .cache/bench.json");
  if (writeDocs) {
    writeInto("docs/measurements.md", measurementTables(results));
    writeInto("README.md", headlineList(results));
  }
  return failed === 0 ? 0 : 1;
}

/** The exit code of `main`. An error in the arguments is printed as one line, without a stack. */
async function exitCode(): Promise<number> {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof BadArgument)) throw error;
    console.error(error.message);
    return 1;
  }
}

// The threads of native WebRTC peers would keep the process alive.
process.exit(await exitCode());
