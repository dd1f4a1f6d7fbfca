/** `npm start`: from a fresh clone to a running game. Arguments go to the server: `-- --help`. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { build, command, environment, install, node, root, whenAskedToStop } from "./setup.mjs";

await command(async () => {
  const args = process.argv.slice(2);
  await install();
  if (!args.includes("--help")) await build();
  return serve(args);
});

/** The server prints its addresses. A signal that ends this process ends it, too. */
function serve(args) {
  return new Promise((resolve, reject) => {
    const server = spawn(node, ["server/main.ts", ...args], {
      cwd: root,
      env: environment,
      stdio: "inherit",
    });
    whenAskedToStop((signal) => server.kill(signal));
    server.on("error", reject);
    server.on("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
