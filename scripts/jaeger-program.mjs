/**
 * The `jaeger` program of this machine: on PATH, in the cache, or built once with Go from the module proxy, which takes minutes.
 * The cache belongs to the user and not to the checkout, so that several clones share one build.
 */
import { execFile, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** The newest tag the Go module proxy serves; it contains Jaeger 2.13.0. */
const source = { module: "github.com/jaegertracing/jaeger@v1.76.0", version: "2.13.0" };
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "crosswire");
const file = process.platform === "win32" ? "jaeger.exe" : "jaeger";
const cached = join(cache, `jaeger-${source.version}`, file);

/** Path of a program that runs, or undefined. */
export function jaegerProgram() {
  if (runs("jaeger", ["version"])) return "jaeger";
  return existsSync(cached) ? cached : undefined;
}

/** Builds the program and returns its path. @throws Error with the reason in its message. */
export async function buildJaeger(log) {
  if (!runs("go", ["version"])) throw new Error("there is no Go toolchain to build one");
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const work = join(cache, `build-${randomUUID()}`);
  await mkdir(work, { recursive: true });
  const ticking = setInterval(() => log(`  still building, ${seconds()} s`), 15_000);
  try {
    log(`Jaeger ${source.version}: fetching its source through the Go module proxy`);
    const tree = await sourceTree(work);
    log("  compiling; this takes minutes, and only once");
    const built = join(work, file);
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w"];
    await go(["build", ...flags, "-o", built, "./cmd/jaeger"], tree);
    await mkdir(dirname(cached), { recursive: true });
    // A rename is one step: another clone that builds at the same time never sees a partial file.
    await rename(built, cached);
    log(`  built ${cached} in ${seconds()} s`);
    return cached;
  } finally {
    clearInterval(ticking);
    await rm(work, { recursive: true, force: true });
  }
}

/** A writable copy of the source. `go install` refuses the replacements of this module, and requiring it fails in the checksum database. */
async function sourceTree(work) {
  const { Dir } = JSON.parse(await go(["mod", "download", "-json", source.module], work));
  const tree = join(work, "source");
  await cp(Dir, tree, { recursive: true });
  await makeWritable(tree);
  return tree;
}

/** The module cache is read-only, and so is its copy. */
async function makeWritable(folder) {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

async function go(words, cwd) {
  try {
    return (await run("go", words, { cwd, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    throw new Error(`go ${words[0]}: ${lastLines(error.stderr || error.message)}`, {
      cause: error,
    });
  }
}

export function runs(command, words) {
  return spawnSync(command, words, { stdio: "ignore", timeout: 10_000 }).status === 0;
}

export function lastLines(text) {
  return String(text).trim().split("\n").slice(-4).join(" | ");
}
