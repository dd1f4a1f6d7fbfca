/**
 * A real Jaeger: one that answers at JAEGER_URL, one in Docker, or the `jaeger` program, whichever this machine has first.
 * `npm run jaeger` starts it and stops it on Ctrl-C; tests call `ensureJaeger`. Plain JavaScript for Node 20, because it runs
 * before anything is installed.
 */
import { spawn, spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { freeTcpPort } from "./free-port.mjs";
import { buildJaeger, jaegerProgram, lastLines, runs } from "./jaeger-program.mjs";
import { whenAskedToStop } from "./setup.mjs";

const config = join(
  dirname(dirname(fileURLToPath(import.meta.url))),
  "otel/jaeger/config-local.yml",
);
const image = `jaegertracing/jaeger:${process.env.JAEGER_VERSION || "2.20.0"}`;

/**
 * @param {import("./jaeger.d.mts").EnsureOptions} options
 * @returns {Promise<import("./jaeger.d.mts").RunningJaeger | { missing: string }>}
 */
export async function ensureJaeger({ build, own = false, ports, log = () => {} }) {
  const named = process.env.JAEGER_URL?.replace(/\/+$/, "");
  if (named && !own) return runningAt(named);
  const chosen = ports ?? { query: await freeTcpPort(), otlp: await freeTcpPort() };
  const troubles = [];
  if (runs("docker", ["info"])) {
    // Pulling an image is as slow as building, so it needs `build`, too.
    if (build || runs("docker", ["image", "inspect", image])) {
      const jaeger = await started(inDocker(chosen), chosen, log);
      if (!("missing" in jaeger)) return jaeger;
      troubles.push(jaeger.missing);
    } else troubles.push(`Docker has no image ${image} yet`);
  } else troubles.push("no Docker engine answers");
  let program = jaegerProgram();
  if (!program) {
    troubles.push("there is no jaeger program on PATH or in the cache");
    if (!build) return { missing: troubles.join("; ") };
    try {
      program = await buildJaeger(log);
    } catch (error) {
      return { missing: `${troubles.join("; ")}; building one failed: ${error.message}` };
    }
  }
  const jaeger = await started(asProcess(program, chosen), chosen, log);
  return "missing" in jaeger ? { missing: [...troubles, jaeger.missing].join("; ") } : jaeger;
}

async function runningAt(queryUrl) {
  if (!(await answers(queryUrl))) {
    return { missing: `JAEGER_URL is ${queryUrl}, but no Jaeger answers there` };
  }
  const { protocol, hostname } = new URL(queryUrl);
  const otlpUrl = process.env.JAEGER_OTLP_URL || `${protocol}//${hostname}:4318`;
  return {
    queryUrl,
    otlpUrl,
    how: "JAEGER_URL",
    exited: new Promise(() => {}),
    stop: async () => {},
  };
}

function asProcess(program, { query, otlp }) {
  const env = {
    ...process.env,
    JAEGER_QUERY_ADDRESS: `127.0.0.1:${query}`,
    JAEGER_OTLP_ADDRESS: `127.0.0.1:${otlp}`,
  };
  const child = spawn(program, ["--config", config], { env, stdio: ["ignore", "pipe", "pipe"] });
  return { child, how: `the program ${program}`, end: () => child.kill(), patienceMs: 20_000 };
}

function inDocker({ query, otlp }) {
  const name = `crosswire-jaeger-${query}`;
  const words = ["run", "--rm", "--name", name];
  for (const [outside, inside] of [
    [query, 16686],
    [otlp, 4318],
  ]) {
    words.push("-p", `127.0.0.1:${outside}:${inside}`);
  }
  words.push("-e", "JAEGER_QUERY_ADDRESS=0.0.0.0:16686", "-e", "JAEGER_OTLP_ADDRESS=0.0.0.0:4318");
  words.push(
    "-v",
    `${config}:/etc/jaeger/config.yml:ro`,
    image,
    "--config",
    "/etc/jaeger/config.yml",
  );
  const child = spawn("docker", words, { stdio: ["ignore", "pipe", "pipe"] });
  const end = () => spawnSync("docker", ["stop", "-t", "2", name], { stdio: "ignore" });
  return { child, how: `Docker, ${image}`, end, patienceMs: 300_000 };
}

/** Resolves when the query API answers, or with the reason why it does not. */
async function started({ child, how, end, patienceMs }, { query, otlp }, log) {
  log(`Starting Jaeger (${how})`);
  let output = "";
  let failure;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => (output = (output + chunk).slice(-4000)));
  }
  const exited = new Promise((resolve) => {
    const ended = (why) => {
      failure ??= why;
      process.off("exit", end);
      resolve();
    };
    child.once("error", (error) => ended(error.message));
    child.once("exit", (code, signal) =>
      ended(`it ended with ${signal ?? code}: ${lastLines(output)}`),
    );
  });
  // A test process that ends early must not leave Jaeger running.
  process.once("exit", end);
  const stop = async () => {
    if (failure === undefined) end();
    const giveUp = setTimeout(() => child.kill("SIGKILL"), 5000);
    await exited;
    clearTimeout(giveUp);
  };
  const [queryUrl, otlpUrl] = [query, otlp].map((port) => `http://127.0.0.1:${port}`);
  const deadline = Date.now() + patienceMs;
  while (failure === undefined && Date.now() < deadline) {
    if (await answers(queryUrl)) return { queryUrl, otlpUrl, how, exited, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const reason = failure ?? `it did not answer within ${patienceMs / 1000} s: ${lastLines(output)}`;
  await stop();
  return { missing: `${how}: ${reason}` };
}

async function answers(queryUrl) {
  try {
    const response = await fetch(`${queryUrl}/api/v3/services`, {
      signal: AbortSignal.timeout(1000),
    });
    const answer = await response.json();
    // A Jaeger that has no spans yet answers `{}`.
    return response.ok && (Array.isArray(answer.services) || Object.keys(answer).length === 0);
  } catch {
    return false;
  }
}

async function main() {
  const ports = { query: 16686, otlp: 4318 };
  const address = `http://127.0.0.1:${ports.query}`;
  if (await answers(address)) {
    console.log(`A Jaeger answers already: ${address}`);
    return 0;
  }
  const jaeger = await ensureJaeger({ build: true, ports, log: console.log });
  if ("missing" in jaeger) {
    console.error(
      `No Jaeger: ${jaeger.missing}. Install Docker or Go, or name a running one in JAEGER_URL.`,
    );
    return 1;
  }
  console.log(`  look  ${jaeger.queryUrl}\n  send  ${jaeger.otlpUrl}/v1/traces`);
  if (jaeger.how === "JAEGER_URL") return 0;
  console.log("Ctrl-C stops it.");
  whenAskedToStop(() => void jaeger.stop());
  await jaeger.exited;
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main();
}
