/**
 * A Chromium for the browser tests: an installed one, else Playwright's, else one from the system's package manager. Its path
 * is written to `.cache/browser.json` for playwright.config.ts, where `executablePath: null` means the browser that
 * Playwright downloaded.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { Stop, cache, node, run, since } from "./setup.mjs";

const windows = process.platform === "win32";

export async function findBrowser() {
  const executablePath = await anyBrowser();
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "browser.json"), `${JSON.stringify({ executablePath })}\n`);
  return executablePath ?? "Playwright's Chromium";
}

async function anyBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (await works(named)) return named;
    throw new Stop(`CHROME_PATH is ${named}, and that does not run.`);
  }
  const found = await installedBrowser();
  if (found) return found;
  if (await playwrightsWorks()) return null;

  const startedAt = Date.now();
  console.log("No Chromium or Chrome here. Fetching Playwright's …");
  await run("playwright install chromium", [], { shell: true, timeoutMs: 300_000 });
  if (await playwrightsWorks()) {
    console.log(`  fetched, ${since(startedAt)}`);
    return null;
  }
  if (process.getuid?.() === 0 && onPath("apt-get")) {
    console.log(
      "Playwright's could not be fetched. Installing the system's (apt-get install chromium) …",
    );
    await run("apt-get update && apt-get install -y chromium", [], {
      shell: true,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    const system = await installedBrowser();
    if (system) {
      console.log(`  installed, ${since(startedAt)}`);
      return system;
    }
  }
  throw new Stop(
    "No browser for the browser tests: install Chromium or Chrome, or set CHROME_PATH.",
  );
}

async function installedBrowser() {
  for (const path of candidates()) {
    if (existsSync(path) && (await works(path))) return path;
  }
  return undefined;
}

function candidates() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
  const paths = names.map(onPath).filter((path) => path !== undefined);
  if (process.platform === "darwin") {
    for (const home of ["", homedir()]) {
      for (const app of ["Google Chrome", "Chromium"]) {
        paths.push(`${home}/Applications/${app}.app/Contents/MacOS/${app}`);
      }
    }
  } else if (windows) {
    const { ProgramFiles, LOCALAPPDATA, "ProgramFiles(x86)": x86 } = process.env;
    for (const folder of [ProgramFiles, x86, LOCALAPPDATA].filter(Boolean)) {
      paths.push(join(folder, "Google/Chrome/Application/chrome.exe"));
      paths.push(join(folder, "Chromium/Application/chrome.exe"));
    }
  } else {
    paths.push("/usr/lib/chromium/chromium", "/opt/google/chrome/chrome", "/snap/bin/chromium");
  }
  return paths;
}

function onPath(name) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, windows ? `${name}.exe` : name))
    .find((path) => existsSync(path));
}

/** Some systems have a stub of that name that only explains how to install; a browser prints its version. */
async function works(path) {
  if (windows) return existsSync(path);
  const { code, output } = await run(path, ["--version"], { timeoutMs: 20_000 });
  return code === 0 && /\d+\.\d+\.\d+/.test(output);
}

async function playwrightsWorks() {
  const ask = 'import("playwright").then((p) => console.log(p.chromium.executablePath()))';
  const { output } = await run(node, ["-e", ask]);
  const path = output.trim();
  return existsSync(path) && works(path);
}
