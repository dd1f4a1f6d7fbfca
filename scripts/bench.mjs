/** `npm run bench`: set-up, a browser if there is one, then bench/main.ts. Arguments go to it: `-- --help`. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { findBrowser } from "./browser.mjs";
import {
  Stop,
  build,
  command,
  environment,
  install,
  node,
  root,
  whenAskedToStop,
} from "./setup.mjs";

await command(async () => {
  const args = process.argv.slice(2);
  await install();
  if (args.includes("--help")) return measure(args, "");
  const code = await measure([...args, "--check"], "");
  if (code !== 0) return code;
  await build();
  return measure(args, await missingBrowser());
});

/** The reason why there is no browser; empty when there is one. */
async function missingBrowser() {
  try {
    await findBrowser();
    return "";
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return error.message;
  }
}

/** Not in its own process group, so that Ctrl-C ends the bench and all its children. */
function measure(args, noBrowser) {
  return new Promise((resolve, reject) => {
    const bench = spawn(node, ["bench/main.ts", ...args], {
      cwd: root,
      env: { ...environment, BENCH_NO_BROWSER: noBrowser },
      stdio: "inherit",
    });
    whenAskedToStop((signal) => bench.kill(signal));
    bench.on("error", reject);
    bench.on("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
