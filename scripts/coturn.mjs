/**
 * A real TURN server for tests: coturn's `turnserver`, found on PATH, or installed where this is root on a Debian. It listens
 * on loopback with ports of its own and is stopped by whoever started it.
 */
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";

const runs = (command, words) =>
  spawnSync(command, words, {
    stdio: "ignore",
    timeout: 120_000,
    // Installing must not start the system's own coturn.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  }).status === 0;

const isThere = () => runs("turnserver", ["--version"]) || runs("turnserver", ["-h"]);

/** "turnserver", or undefined where there is none and none can be installed. */
export function coturnProgram() {
  if (isThere()) return "turnserver";
  if (process.getuid?.() !== 0 || !runs("apt-get", ["--version"])) return undefined;
  const install = () => runs("apt-get", ["install", "-y", "--no-install-recommends", "coturn"]);
  // The list of packages may be old, or empty as in most images.
  const installed = install() || (runs("apt-get", ["update"]) && install());
  return installed && isThere() ? "turnserver" : undefined;
}

/** Resolves when it listens. */
export async function startCoturn(program, { secret }) {
  const port = await freeUdpPort();
  const child = spawn(
    program,
    [
      "-n",
      "--verbose",
      "--no-cli",
      "--no-tls",
      "--no-dtls",
      "--no-tcp",
      "--no-tcp-relay",
      "--log-file=stdout",
      "--pidfile=",
      "--fingerprint",
      "--use-auth-secret",
      `--static-auth-secret=${secret}`,
      "--realm=crosswire",
      "--listening-ip=127.0.0.1",
      `--listening-port=${port}`,
      "--relay-ip=127.0.0.1",
      `--min-port=${port + 1}`,
      `--max-port=${port + 40}`,
      "--allow-loopback-peers",
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const log = [];
  createInterface({ input: child.stdout }).on("line", (line) => log.push(line));
  const coturn = {
    port,
    /** What it has said so far, by line. */
    log,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
  if (await answersStun(port)) return coturn;
  await coturn.stop();
  throw new Error(`turnserver does not answer:\n${log.join("\n")}`);
}

/** Asks for a binding (RFC 8489 §5) until it is answered, for ten seconds. */
async function answersStun(port) {
  const request = Buffer.alloc(20);
  request.writeUInt16BE(0x0001, 0);
  request.writeUInt32BE(0x2112a442, 4);
  const socket = createSocket("udp4");
  const asking = setInterval(() => socket.send(request, port, "127.0.0.1"), 100);
  try {
    await once(socket, "message", { signal: AbortSignal.timeout(10_000) });
    return true;
  } catch {
    return false;
  } finally {
    clearInterval(asking);
    socket.close();
  }
}

/** Low enough that the forty ports after it are ports, too. */
async function freeUdpPort() {
  for (;;) {
    const socket = createSocket("udp4");
    await once(socket.bind(0, "127.0.0.1"), "listening");
    const { port } = socket.address();
    await new Promise((resolve) => socket.close(() => resolve()));
    if (port < 65_000) return port;
  }
}
