/**
 * A real TURN server for tests: coturn's `turnserver`, found on PATH, or installed with apt where this runs as root. It listens on
 * loopback on free ports, and the caller stops it.
 */
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { freeUdpPort } from "./free-port.mjs";

const runs = (command, words) =>
  spawnSync(command, words, {
    stdio: "ignore",
    timeout: 120_000,
    // The installation must not start coturn as a system service.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  }).status === 0;

const isThere = () => runs("turnserver", ["--version"]) || runs("turnserver", ["-h"]);

/** "turnserver", or undefined where there is none and none can be installed. */
export function coturnProgram() {
  if (isThere()) return "turnserver";
  if (process.getuid?.() !== 0 || !runs("apt-get", ["--version"])) return undefined;
  const install = () => runs("apt-get", ["install", "-y", "--no-install-recommends", "coturn"]);
  // The list of packages may be old, or empty as in most container images.
  const installed = install() || (runs("apt-get", ["update"]) && install());
  return installed && isThere() ? "turnserver" : undefined;
}

/** Resolves when it answers. */
export async function startCoturn(program, { secret }) {
  const port = await freePortForRange();
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
    /** The lines that it has printed so far. */
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

/** Sends binding requests (RFC 8489 §5) until one is answered, for ten seconds at most. */
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

/** A free port, low enough that the forty ports after it are ports, too. */
async function freePortForRange() {
  for (;;) {
    const port = await freeUdpPort();
    if (port < 65_000) return port;
  }
}
