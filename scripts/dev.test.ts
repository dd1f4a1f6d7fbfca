/** `npm run dev`, started as a user starts it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";

function dev(environment: Record<string, string>) {
  const child = spawn(process.execPath, ["scripts/dev.mjs"], {
    env: { ...process.env, DATA_DIR: ":memory:", JAEGER_URL: "http://127.0.0.1:9", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    await gone;
  });
  return child;
}

test("with PORT set, hot reload serves the page and the game there, and moves HTTPS_PORT and GRPC_PORT with it", async () => {
  const port = 27_000 + (process.pid % 1000);
  const { stdout } = dev({ PORT: String(port) });
  let output = "";
  for await (const chunk of stdout) {
    output += String(chunk);
    if (output.includes("Ctrl-C")) break;
  }
  expect(output).toContain(`https://localhost:${port + 443} `);
  expect(output).toContain(`127.0.0.1:${port + 50} (protocol/crosswire.proto)`);
  // Vite's page, and through it the game server.
  expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200);
}, 60_000);

test.each([
  ["65536", "PORT=65536 will not do: a whole number from 0 to 65535"],
  ["dev", "PORT=dev will not do: a whole number from 0 to 65535"],
])("hot reload with PORT=%s prints one line with the valid values", async (port, why) => {
  const child = dev({ PORT: port });
  expect(await text(child.stderr)).toBe(`${why}\n`);
});

test("a taken PORT of hot reload is named in one line", async () => {
  const other = createServer().listen(0, "localhost");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const child = dev({ PORT: String(port) });
  expect(await text(child.stderr)).toBe(
    `port ${port} (PORT) is taken: stop what runs there, or choose another, for example PORT=${port + 10} npm run dev\n`,
  );
});
