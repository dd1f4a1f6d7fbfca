/**
 * `npm run dev`: hot reload. Vite serves pages and modules at PORT (3000) and forwards other requests to the game server, which
 * restarts when its sources change.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { Stop, command, environment, install, node, root, run, whenAskedToStop } from "./setup.mjs";

await command(async () => {
  await install();
  const ports = await portsOfGame();
  const port = await freePort("localhost", ports.PORT);
  if (port === undefined)
    throw new Stop(
      `port ${ports.PORT} (PORT) is taken: stop what runs there, or choose another, for example PORT=${Number(ports.PORT) + 10} npm run dev`,
    );
  const gamePort = await freePort("127.0.0.1", "0");
  // The page is served at Vite's port, so its origin is not the game server's.
  const pages = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const origins = [process.env.ALLOWED_ORIGINS, ...pages].filter(Boolean).join(",");
  const game = start(["--watch", "--watch-preserve-output", "server/main.ts"], {
    ...ports,
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
  // The watcher of the server outlives a crash, so each of the two ends the other.
  await Promise.race(both.map((child) => new Promise((ended) => child.on("close", ended))));
  for (const child of both) child.kill();
  return 0;
});

function start(args, env) {
  return spawn(node, args, { cwd: root, env: { ...environment, ...env }, stdio: "inherit" });
}

/** The ports that `npm start` would choose. PORT is Vite's here, and the others keep their distance to it. */
async function portsOfGame() {
  const script = `
    import { portsFrom } from "./server/port-settings.ts";
    try {
      console.log(JSON.stringify(portsFrom(process.env).numbers));
    } catch (error) {
      console.log(error.message);
      process.exitCode = 1;
    }`;
  const { code, output } = await run(node, ["--input-type=module", "--eval", script]);
  const answer = output.trim().split("\n").at(-1);
  if (code !== 0) throw new Stop(answer);
  const numbers = Object.entries(JSON.parse(answer));
  return Object.fromEntries(numbers.map(([name, number]) => [name, String(number)]));
}

/** `port` as text, a free one for 0; undefined where `port` is taken. */
function freePort(host, port) {
  return new Promise((resolve) => {
    const probe = createServer().on("error", () => resolve());
    probe.listen(Number(port), host, () => {
      const { port } = probe.address();
      probe.close(() => resolve(String(port)));
    });
  });
}
