/**
 * `npm run dev`: hot reload. Vite serves pages and modules at PORT (3000) and sends the rest on to the
 * game server, which restarts when its sources change.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { command, environment, install, node, root, whenAskedToStop } from "./setup.mjs";

await command(async () => {
  await install();
  const port = process.env.PORT ?? "3000";
  const gamePort = await freePort();
  // The page comes from Vite's port, so its origin is not the game server's own.
  const pages = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const origins = [process.env.ALLOWED_ORIGINS, ...pages].filter(Boolean).join(",");
  const game = start(["--watch", "--watch-preserve-output", "server/main.ts"], {
    PORT: gamePort,
    ALLOWED_ORIGINS: origins,
  });
  const vite = start([join("node_modules", "vite", "bin", "vite.js"), "--port", port], {
    CROSSWIRE_GAME_SERVER: `http://127.0.0.1:${gamePort}`,
  });
  console.log(
    `Game with hot reload  http://localhost:${port}\nGame server           http://localhost:${gamePort}`,
  );
  const both = [game, vite];
  whenAskedToStop((signal) => both.forEach((child) => child.kill(signal)));
  // The watcher outlives a crash of the server, so whichever ends first ends the other.
  await Promise.race(both.map((child) => new Promise((ended) => child.on("close", ended))));
  for (const child of both) child.kill();
  return 0;
});

function start(args, env) {
  return spawn(node, args, { cwd: root, env: { ...environment, ...env }, stdio: "inherit" });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(String(port)));
    });
  });
}
