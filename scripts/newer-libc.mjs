/**
 * Starts the project's Node on a newer C library than this host's: WebTransport's native module needs glibc 2.38, and Debian 12
 * has 2.36. Three packages of the next release are unpacked, not installed, into the user's cache, and their loader starts
 * Node. Only tests and the bench use this; `npm start` uses the host's library.
 *
 * The packages come from the mirror that this host's apt uses, and apt verifies them with the installed archive keyring. Where
 * that keyring lacks the key of the newer release, nothing is unpacked and the reason says so.
 *
 * In such a process `process.execPath` is the loader: a child process has to be started with `command` and `args`, too. Vitest's
 * forks are not, so vitest needs `--pool=threads`.
 */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { node } from "./setup.mjs";

const run = promisify(execFile);
const neededGlibc = 2.38;
/** For a release that is too old: the one whose C library is used. */
const newerReleases = {
  bullseye: "trixie",
  bookworm: "trixie",
  focal: "noble",
  jammy: "noble",
};
const keyrings = {
  trixie: "/usr/share/keyrings/debian-archive-keyring.gpg",
  noble: "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
};
const packages = ["libc6", "libgcc-s1", "libstdc++6"];
const machine = {
  x64: { triplet: "x86_64-linux-gnu", loader: "ld-linux-x86-64.so.2" },
  arm64: { triplet: "aarch64-linux-gnu", loader: "ld-linux-aarch64.so.1" },
}[process.arch];
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "crosswire");

/** Its message is the reason why there is no newer C library. */
class NoNewerLibc extends Error {}

/**
 * How to start the project's Node where WebTransport's native module loads: `spawn(command, [...args, "server/main.ts"])`.
 * Where the host's own C library is new enough, that is Node itself. Fetches a few megabytes the first time.
 */
export async function newerLoader() {
  if (process.platform !== "linux" || glibcHere() >= neededGlibc)
    return { command: node, args: [] };
  try {
    if (!machine) throw new NoNewerLibc(`no loader is known for ${process.arch}`);
    const suite = await newerSuite();
    const tree = join(cache, `libc-${suite}-${process.arch}`);
    if (!existsSync(tree)) await unpackInto(tree, suite);
    return loaderIn(tree);
  } catch (error) {
    if (error instanceof NoNewerLibc) return { missing: error.message };
    throw error;
  }
}

/** 2.36 for "2.36"; 0 where the C library is not glibc. */
function glibcHere() {
  process.report.excludeNetwork = true;
  return Number(process.report.getReport().header.glibcVersionRuntime ?? 0);
}

function loaderIn(tree) {
  const libraries = join(tree, "usr/lib", machine.triplet);
  const paths = [libraries, `/lib/${machine.triplet}`, `/usr/lib/${machine.triplet}`];
  return {
    command: join(libraries, machine.loader),
    args: ["--library-path", paths.join(":"), node],
  };
}

async function newerSuite() {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  const codename = /^VERSION_CODENAME="?(\w+)/m.exec(release)?.[1] ?? "unnamed";
  const suite = newerReleases[codename];
  if (!suite) throw new NoNewerLibc(`no newer C library is known for this release (${codename})`);
  return suite;
}

async function unpackInto(tree, suite) {
  const work = join(cache, `libc-${randomUUID()}`);
  await mkdir(work, { recursive: true });
  try {
    const unpacked = join(work, "tree");
    for (const file of await fetched(work, suite)) await need("dpkg-deb", ["-x", file, unpacked]);
    const { command, args } = loaderIn(unpacked);
    await need(command, [...args, "--version"]);
    // A rename is one step: another checkout that does the same never sees a partial tree.
    await rename(unpacked, tree).catch((error) => {
      if (!existsSync(tree)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The files of the packages, downloaded and verified by apt. The system's own package lists do not change. */
async function fetched(work, suite) {
  const keyring = keyrings[suite];
  if (!existsSync(keyring)) throw new NoNewerLibc(`${keyring} is not installed`);
  const sources = join(work, "sources.list");
  const status = join(work, "status");
  const downloads = join(work, "downloads");
  await mkdir(downloads);
  await mkdir(join(work, "state/lists/partial"), { recursive: true });
  await mkdir(join(work, "cache/archives/partial"), { recursive: true });
  await writeFile(sources, `deb [signed-by=${keyring}] ${await mirror()} ${suite} main\n`);
  await writeFile(status, "");
  const options = [
    ["Dir::Etc::sourcelist", sources],
    ["Dir::Etc::sourceparts", "-"],
    ["Dir::State", join(work, "state")],
    ["Dir::State::status", status],
    ["Dir::Cache", join(work, "cache")],
    ["Acquire::Languages", "none"],
    ["Acquire::Retries", "1"],
    ["APT::Update::Error-Mode", "any"],
    // The folder belongs to this user, and apt's own user may not write there.
    ["APT::Sandbox::User", ""],
  ].flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  await need("apt-get", [...options, "update"], downloads);
  await need("apt-get", [...options, "download", ...packages], downloads);
  return (await readdir(downloads)).map((name) => join(downloads, name));
}

/** The archive that this host's apt takes its release from. */
async function mirror() {
  const format = "$(CODENAME) $(COMPONENT) $(REPO_URI)";
  const targets = ["indextargets", "--format", format, "Created-By: Packages"];
  const lines = (await need("apt-get", targets)).split("\n").map((line) => line.split(" "));
  const found = lines.find(
    ([codename, component]) => codename in newerReleases && component === "main",
  );
  if (!found) throw new NoNewerLibc("apt is set to no archive of this release");
  return found[2];
}

async function need(file, args, cwd) {
  try {
    const { stdout } = await run(file, args, {
      cwd,
      timeout: 180_000,
      env: { ...process.env, LC_ALL: "C" },
    });
    return stdout;
  } catch (error) {
    if (error.code === "ENOENT") throw new NoNewerLibc(`there is no ${file} here`);
    const lines = (error.stderr || error.message).trim().split("\n");
    const line = lines.find((each) => each.startsWith("E: ")) ?? lines.at(-1);
    throw new NoNewerLibc(`${file}: ${line}`);
  }
}
