/** The server as `npm start` runs it, in a process of its own, for tests of what must not end that process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";

export interface ServerProcess {
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly grpcPort: number;
  /** What it has written so far. */
  output(): string;
  isRunning(): boolean;
}

export async function serverProcess(
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: `${import.meta.dirname}/../..`,
    env: {
      ...process.env,
      PORT: "0",
      HTTPS_PORT: "0",
      GRPC_PORT: "0",
      WEBTRANSPORT_PORT: "off",
      WEBRTC_PORT: "0",
      DATA_DIR: ":memory:",
      // Not the Jaeger that may run on this machine.
      JAEGER_URL: "http://127.0.0.1:9",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  onTestFinished(async () => {
    if (!isRunning()) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += String(chunk);
      if (output.includes("Ctrl-C")) resolve();
    });
    child.stderr.on("data", (chunk: Buffer) => (output += String(chunk)));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
  await ready;
  const portIn = (line: RegExp): number => Number(line.exec(output)?.[1]);
  return {
    httpPort: portIn(/http:\/\/[^\s/]+:(\d+)/),
    httpsPort: portIn(/https:\/\/[^\s/]+:(\d+)/),
    grpcPort: portIn(/grpc +\S+:(\d+)/),
    output: () => output,
    isRunning,
  };
}
