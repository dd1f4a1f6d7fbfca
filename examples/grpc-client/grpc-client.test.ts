/** The example as a reader would run it: against the real server, in a process of its own. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const root = `${import.meta.dirname}/../..`;

/** Resolves to the address of its gRPC port. */
async function startServer(): Promise<string> {
  const server = spawn(process.execPath, ["server/main.ts"], {
    cwd: root,
    env: {
      ...process.env,
      PORT: "0",
      HTTPS_PORT: "off",
      WEBTRANSPORT_PORT: "off",
      WEBRTC_PORT: "0",
      GRPC_PORT: "0",
      DATA_DIR: ":memory:",
      JAEGER_URL: "http://127.0.0.1:9",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    const gone = once(server, "exit");
    server.kill("SIGTERM");
    await gone;
  });
  for await (const line of createInterface(server.stdout)) {
    const [, address] = /grpc {4}(\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error("the server ended without a gRPC port");
}

test("[G2] [G4] a stock client made from the .proto alone joins, flies and sees the others", async () => {
  const address = await startServer();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["examples/grpc-client/main.mjs", "--address", address, "--name", "Stock", "--seconds", "4"],
    { cwd: root },
  );
  expect(stdout).toContain("joined as Stock, seat ");
  expect(stdout).toContain("Stock: hello from gRPC");
  const seen = [...stdout.matchAll(/at (\S+),(\S+) energy \S+, (\d+) other ships/g)].map(
    ([, x, y, others]) => ({ x: Number(x), y: Number(y), others: Number(others) }),
  );
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen.map(({ x, y }) => `${x},${y}`)).size).toBe(seen.length);
  // Bots fill the room to six.
  expect(seen.map(({ others }) => others)).toEqual(seen.map(() => 5));
}, 60_000);

test("[G1] a server that is not there is an error in words", async () => {
  const run = promisify(execFile)(
    process.execPath,
    ["examples/grpc-client/main.mjs", "--address", "127.0.0.1:1"],
    { cwd: root },
  );
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("14 UNAVAILABLE"),
  });
});
