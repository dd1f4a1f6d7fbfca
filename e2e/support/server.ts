/** A real server on free ports, started as `npm start` starts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { freeTcpPort, freeUdpPort } from "../../scripts/free-port.mjs";
import { killOnExit } from "../../scripts/kill-on-exit.suite.ts";
import { newerLoader } from "../../scripts/newer-libc.mjs";

export { freeTcpPort, freeUdpPort };

const root = `${import.meta.dirname}/../..`;

export interface RunningServer {
  readonly url: string;
  readonly httpsUrl: string;
  readonly port: number;
  readonly webrtcPort: number;
  /** Everything that it printed so far. */
  output(): string;
  /** Ends it as a crash would, without closing its links. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly port?: number;
  readonly webrtcPort?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The program and the arguments that start Node; by default those of the test itself. */
  readonly node?: { readonly command: string; readonly args: readonly string[] };
}

export async function startServer(choices: ServerOptions = {}): Promise<RunningServer> {
  const port = choices.port ?? (await freeTcpPort());
  const webrtcPort = choices.webrtcPort ?? (await freeUdpPort());
  const node = choices.node ?? { command: process.execPath, args: [] };
  const child: ChildProcess = spawn(node.command, [...node.args, "server/main.ts"], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      HTTPS_PORT: "0",
      WEBTRANSPORT_PORT: "0",
      WEBRTC_PORT: String(webrtcPort),
      GRPC_PORT: "0",
      DATA_DIR: ":memory:",
      // A Jaeger that runs on this machine is not used.
      JAEGER_URL: "http://127.0.0.1:9",
      ...choices.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  killOnExit(child);
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      output += String(chunk);
      if (output.includes("Ctrl-C")) resolve();
    });
    child.stderr?.on("data", (chunk: Buffer) => (output += String(chunk)));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  await ready;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return {
    url: `http://localhost:${port}`,
    httpsUrl: /https:\/\/\S+/.exec(output)?.[0] ?? "",
    port,
    webrtcPort,
    output: () => output,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

/** Starts a server with every transport that this machine can serve. WebTransport needs a newer C library than some hosts have. */
export async function startServerWithAllTransports(
  choices: ServerOptions = {},
): Promise<RunningServer> {
  const loader = await newerLoader();
  if (!("missing" in loader)) return startServer({ ...choices, node: loader });
  console.warn(`WebTransport is left out: ${loader.missing}`);
  return startServer(choices);
}

/** A transport in the list of the server: offered, or the reason why not. */
export interface TransportOffer {
  readonly name: string;
  readonly label: string;
  readonly offered: boolean;
  readonly why: string;
}

export async function fetchTransportOffers({ url }: RunningServer): Promise<TransportOffer[]> {
  const response = await fetch(`${url}/api/transports`);
  return ((await response.json()) as { transports: TransportOffer[] }).transports;
}

/** Players in all rooms of the server. */
export async function countPlayers({ url }: RunningServer): Promise<number> {
  const response = await fetch(`${url}/healthz`);
  return ((await response.json()) as { players: number }).players;
}
