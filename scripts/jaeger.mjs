/**
 * A real Jaeger by whichever way this machine has: one that answers at JAEGER_URL, a Docker engine, a `jaeger` on PATH or in the
 * cache, or one built once with Go. `npm run jaeger` starts it and stops it on Ctrl-C; tests call `ensureJaeger`.
 * Plain JavaScript for Node 20, because it must run before anything is installed.
 */
import { execFile, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { whenAskedToStop } from "./setup.mjs";

const run = promisify(execFile);
const project = dirname(dirname(fileURLToPath(import.meta.url)));
const image = `jaegertracing/jaeger:${process.env.JAEGER_VERSION ?? "2.20.0"}`;
/** The newest tag the Go module proxy serves; it contains Jaeger 2.13.0. */
const source = { module: "github.com/jaegertracing/jaeger@v1.76.0", version: "2.13.0" };
/** Outside the checkout, so that several clones share one build. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "crosswire");
const cachedBinary = join(
  cache,
  `jaeger-${source.version}`,
  process.platform === "win32" ? "jaeger.exe" : "jaeger",
);

/**
 * @param {{ build: boolean, ports?: { query: number, otlp: number }, log?: (line: string) => void }} options
 *   `build`: compile one if there is none (minutes). Without `ports`, free ones are taken.
 * @returns {Promise<{ queryUrl: string, otlpUrl: string, how: string, exited: Promise<void>, stop(): Promise<void> } | { missing: string }>}
 */
export async function ensureJaeger({ build, ports, log = () => {} }) {
  const named = process.env.JAEGER_URL?.replace(/\/+$/, "");
  if (named) {
    if (!(await answers(named)))
      return { missing: `JAEGER_URL is ${named}, but no Jaeger answers there` };
    const otlpUrl =
      process.env.JAEGER_OTLP_URL ?? `${new URL(named).protocol}//${new URL(named).hostname}:4318`;
    return {
      queryUrl: named,
      otlpUrl,
      how: "JAEGER_URL",
      exited: new Promise(() => {}),
      stop: async () => {},
    };
  }
  const { query, otlp } = ports ?? { query: await freePort(), otlp: await freePort() };
  const troubles = [];
  if (works("docker", ["info", "--format", "{{.ServerVersion}}"])) {
    const jaeger = await started(inDocker(query, otlp), query, otlp, log);
    if (!("missing" in jaeger)) return jaeger;
    troubles.push(jaeger.missing);
  } else troubles.push("no Docker engine answers");
  const binary = works("jaeger", ["version"]) ? "jaeger" : cachedBinary;
  if (binary === cachedBinary && !existsSync(cachedBinary)) {
    troubles.push(`no jaeger on PATH or at ${cachedBinary}`);
    if (!build)
      return {
        missing: `${troubles.join("; ")}. \`npm run jaeger\` builds one (needs Go, takes some minutes)`,
      };
    if (!works("go", ["version"]))
      return {
        missing: `${troubles.join("; ")}; no Go toolchain to build one. Install Docker or Go`,
      };
    try {
      await buildWithGo(log);
    } catch (error) {
      return {
        missing: `${troubles.join("; ")}; building it failed: ${tail(error.stderr || error.message)}`,
      };
    }
  }
  const jaeger = await started(asProcess(binary, query, otlp), query, otlp, log);
  return "missing" in jaeger ? { missing: [...troubles, jaeger.missing].join("; ") } : jaeger;
}

/** A requirement of its own module fails in the checksum database, `go install` refuses its replaces: so a writable copy is built. */
async function buildWithGo(log) {
  const startedAt = Date.now();
  const work = join(cache, `build-${randomUUID()}`);
  await mkdir(work, { recursive: true });
  const ticking = setInterval(
    () => log(`  still building, ${Math.round((Date.now() - startedAt) / 1000)} s`),
    15_000,
  );
  try {
    log(`Jaeger ${source.version}: fetching its source through the Go module proxy`);
    const { stdout } = await run("go", ["mod", "download", "-json", source.module], {
      cwd: work,
      maxBuffer: 1 << 26,
    });
    const tree = join(work, "source");
    await cp(JSON.parse(stdout).Dir, tree, { recursive: true });
    await makeWritable(tree);
    log("  compiling (several minutes the first time; later starts take a second)");
    const built = join(work, "jaeger");
    await run(
      "go",
      ["build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", built, "./cmd/jaeger"],
      { cwd: tree, maxBuffer: 1 << 26 },
    );
    await mkdir(dirname(cachedBinary), { recursive: true });
    await rename(built, cachedBinary); // atomic: a second clone building at the same time never sees half a file
    log(`  built ${cachedBinary} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  } finally {
    clearInterval(ticking);
    await rm(work, { recursive: true, force: true });
  }
}

/** The module cache is read-only, and so is its copy. */
async function makeWritable(folder) {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

function asProcess(binary, query, otlp) {
  const env = {
    ...process.env,
    JAEGER_QUERY_ADDRESS: `127.0.0.1:${query}`,
    JAEGER_OTLP_ADDRESS: `127.0.0.1:${otlp}`,
  };
  const child = spawn(binary, ["--config", join(project, "otel/jaeger/config-local.yml")], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return {
    child,
    how: `the program ${binary}`,
    end: () => child.kill("SIGTERM"),
    patienceMs: 20_000,
  };
}

function inDocker(query, otlp) {
  const name = `crosswire-jaeger-${query}`;
  const options = [
    "--rm",
    "--name",
    name,
    "-p",
    `127.0.0.1:${query}:16686`,
    "-p",
    `127.0.0.1:${otlp}:4318`,
  ];
  const env = [
    "-e",
    "JAEGER_QUERY_ADDRESS=0.0.0.0:16686",
    "-e",
    "JAEGER_OTLP_ADDRESS=0.0.0.0:4318",
  ];
  const config = [
    "-v",
    `${join(project, "otel/jaeger/config-local.yml")}:/etc/jaeger/config.yml:ro`,
  ];
  const child = spawn(
    "docker",
    ["run", ...options, ...env, ...config, image, "--config", "/etc/jaeger/config.yml"],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  // The first run pulls the image.
  return {
    child,
    how: `Docker, ${image}`,
    end: () => spawnSync("docker", ["stop", "-t", "2", name], { stdio: "ignore" }),
    patienceMs: 180_000,
  };
}

/** Waits until the query API answers; a Jaeger that ends before that says why. */
async function started({ child, how, end, patienceMs }, query, otlp, log) {
  log(`Starting Jaeger (${how})`);
  let said = "";
  let failure;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => (said = (said + chunk).slice(-4000)));
  const exited = new Promise((resolve) => {
    child.once("error", (error) => resolve((failure = error.message)));
    child.once("exit", (code, signal) =>
      resolve((failure = `it ended with ${signal ?? code}: ${tail(said)}`)),
    );
  });
  const stop = async () => {
    if (failure === undefined) end();
    const giveUp = setTimeout(() => child.kill("SIGKILL"), 5000);
    await exited;
    clearTimeout(giveUp);
  };
  const queryUrl = `http://127.0.0.1:${query}`;
  const deadline = Date.now() + patienceMs;
  while (failure === undefined && Date.now() < deadline) {
    if (await answers(queryUrl))
      return {
        queryUrl,
        otlpUrl: `http://127.0.0.1:${otlp}`,
        how,
        exited: exited.then(() => {}),
        stop,
      };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const reason = failure ?? `it did not answer within ${patienceMs / 1000} s: ${tail(said)}`;
  await stop();
  return { missing: `${how}: ${reason}` };
}

async function answers(queryUrl) {
  try {
    const response = await fetch(`${queryUrl}/api/v3/services`, {
      signal: AbortSignal.timeout(1000),
    });
    const answer = await response.json();
    // A Jaeger that has heard of no service yet answers `{}`.
    return response.ok && (Array.isArray(answer.services) || Object.keys(answer).length === 0);
  } catch {
    return false;
  }
}

function works(command, words) {
  return spawnSync(command, words, { stdio: "ignore", timeout: 10_000 }).status === 0;
}

function tail(text) {
  return String(text).trim().split("\n").slice(-4).join(" | ");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const ports = { query: 16686, otlp: 4318 };
  if (await answers(`http://127.0.0.1:${ports.query}`)) {
    console.log(`A Jaeger already answers at http://127.0.0.1:${ports.query}`);
    process.exit(0);
  }
  const jaeger = await ensureJaeger({ build: true, ports, log: console.log });
  if ("missing" in jaeger) {
    console.error(`No Jaeger: ${jaeger.missing}`);
    process.exit(1);
  }
  console.log(
    `Jaeger (${jaeger.how})\n  look    ${jaeger.queryUrl}\n  send    ${jaeger.otlpUrl}/v1/traces\n  Ctrl-C stops it`,
  );
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void jaeger.stop());
  await jaeger.exited;
}
