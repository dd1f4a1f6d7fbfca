/**
 * The set-up of every command: packages are installed, and the client is built from the current sources. Plain JavaScript for Node
 * 20 with no package installed. The second time it only compares fingerprints and makes no network request.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const cache = join(root, ".cache");
const modules = join(root, "node_modules");
const windows = process.platform === "win32";

/** The Node this project runs on, brought by the npm package `node`. */
export const node = join(modules, "node", "bin", windows ? "node.exe" : "node");

/** With the tools of this project first on PATH, as in an npm script. */
export const environment = {
  ...process.env,
  PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH}`,
};

/** An error that the user can correct: shown as one line, without a stack. */
export class Stop extends Error {}

/** Runs the body of a command; a `Stop` is printed as one line. */
export async function command(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/**
 * Runs a program to its end. By default its output is returned as text; with `show` it goes to the terminal at once. Never
 * rejects: a program that cannot start has code 127.
 */
export function run(
  file,
  args,
  { show = false, shell = false, env = environment, cwd = root, timeoutMs } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env,
      shell,
      stdio: show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
    });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on("close", (code, signal) => resolve({ code: code ?? 1, output, signal }));
  });
}

/**
 * Calls `end` on every signal to stop this process, and when npm has ended: npm's shell forwards no signal, and a server that
 * continues in the background would keep its ports.
 */
export function whenAskedToStop(end) {
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => end(signal));
  // A terminal sends Ctrl-C to the children, too, so they need no second signal.
  process.on("SIGINT", () => process.stdin.isTTY || end("SIGINT"));
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || end("SIGTERM"), 500).unref();
}

/** `3.2 s` since `startedAt`. */
export const since = (startedAt) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

/** Installs the packages that the lock names, unless they are installed. */
export async function install() {
  refuseOldTools();
  refuseFolder();
  if (!installed()) {
    const startedAt = Date.now();
    console.log("Installing packages …");
    // Windows cannot delete the running node.exe, so there npm changes only what differs.
    const how = windows && existsSync(modules) ? "install" : "ci";
    const { code, output } = await npm([how, "--no-audit", "--no-fund"]);
    if (code !== 0) {
      console.error(output.trimEnd());
      throw new Stop(`npm ${how} failed (above). Then try again: npm ${lifecycle()}`);
    }
    console.log(`  installed, ${since(startedAt)}`);
  }
  await repairNode();
  remember("installed", lockFingerprint());
}

/** Builds the client into client/dist if a source changed. */
export async function build() {
  const fingerprint = clientFingerprint();
  if (recalled("built") === fingerprint && existsSync(join(root, "client/dist/client/index.html")))
    return;
  const startedAt = Date.now();
  console.log("Building the client …");
  const { code, output } = await run("vite build --logLevel warn", [], { shell: true });
  if (code !== 0) {
    console.error(output.trimEnd());
    throw new Stop("The client does not build (above).");
  }
  remember("built", fingerprint);
  console.log(`  built, ${since(startedAt)}`);
}

function refuseOldTools() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) {
    throw new Stop(
      `Crosswire needs Node 20 or newer to set itself up; this is ${process.version}.`,
    );
  }
  const npmMajor = Number(/npm\/(\d+)/.exec(process.env.npm_config_user_agent ?? "")?.[1] ?? 99);
  if (npmMajor < 9)
    throw new Stop("Crosswire needs npm 9 or newer: npm install --global npm@latest");
}

/** A bundler ends a path at `#` and `?`, and the delimiter splits PATH. Other characters do no harm. */
function refuseFolder() {
  const wrong = ["#", "?", delimiter].find((character) => root.includes(character));
  if (wrong !== undefined)
    throw new Stop(`The path of this folder may not contain ${wrong}: ${root}`);
}

/** Whether npm's own record of the installed packages agrees with the lock. */
function installed() {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  if (recalled("installed") === lockFingerprint()) return true;
  const wanted = packagesOf(join(root, "package-lock.json"));
  const present = packagesOf(record);
  return Object.entries(wanted).every(([path, { version, optional, os, cpu }]) => {
    if (path === "" || present[path]?.version === version) return true;
    const fits = !(os && !os.includes(process.platform)) && !(cpu && !cpu.includes(process.arch));
    return (
      optional === true &&
      present[path] === undefined &&
      !(fits && (os || cpu) && !path.includes("musl"))
    );
  });
}

const packagesOf = (lock) => JSON.parse(readFileSync(lock, "utf8")).packages;

/** Runs the install script of the package `node`: npm 12 runs only scripts that package.json allows, and `--ignore-scripts` none. */
async function repairNode() {
  if (nodeIsThere()) return;
  console.log("Fetching Node …");
  const script = join(modules, "node", "installArchSpecificPackage.js");
  const { output } = await run(outsideNode(), [script], {
    cwd: join(modules, "node"),
    env: { ...environment, npm_config_ignore_scripts: "false" },
  });
  const link = join(modules, ".bin", "node");
  if (nodeIsThere() && !windows && !existsSync(link)) symlinkSync("../node/bin/node", link);
  if (nodeIsThere()) return;
  console.error(output.trimEnd());
  throw new Stop("The npm package `node` is empty. Run: npm rebuild node --foreground-scripts");
}

const nodeIsThere = () => existsSync(node) && statSync(node).size > 1e6;

/** npm, run by a Node that is not the one npm is about to replace. */
function npm(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js")
    ? run(outsideNode(), [cli, ...args])
    : run("npm", args, { shell: windows });
}

function outsideNode() {
  if (!process.execPath.startsWith(modules)) return process.execPath;
  const name = windows ? "node.exe" : "node";
  return (
    (process.env.PATH ?? "")
      .split(delimiter)
      .filter((folder) => folder !== "" && !folder.includes(`node_modules${sep}.bin`))
      .map((folder) => join(folder, name))
      .find((path) => existsSync(path)) ?? process.execPath
  );
}

const lifecycle = () => process.env.npm_lifecycle_event ?? "start";

function lockFingerprint() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256")
    .update(`${process.platform} ${process.arch}\n`)
    .update(lock)
    .digest("hex");
}

/** Of the contents of all files that the browser receives, not of their times, so that a checkout alone causes no build. */
function clientFingerprint() {
  const hash = createHash("sha256");
  const sources = [
    "client",
    "protocol",
    "simulation",
    "transport",
    "text",
    "otel/browser",
    "otel/shared",
    "otel/viewer",
  ];
  for (const path of [
    ...sources.flatMap(filesBelow),
    "vite.config.ts",
    "package.json",
    "package-lock.json",
  ]) {
    hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

function filesBelow(folder) {
  if (folder === "client/dist" || !existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(path);
      return /\.(test|suite)\.tsx?$|\.md$/.test(entry.name) ? [] : [path];
    });
}

function recalled(name) {
  const file = join(cache, name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function remember(name, fingerprint) {
  if (recalled(name) === fingerprint) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, name), fingerprint);
}
