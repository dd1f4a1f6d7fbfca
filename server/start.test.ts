/** The server as `npm start` starts it, with invalid settings: all that it prints. */
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { webtransportUnavailable } from "#transport/accept";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { newerLoader } from "../scripts/newer-libc.mjs";
import { type PortName, portSettings } from "./port-settings.ts";
import { startRealServer } from "./testing/real-server.suite.ts";

// A liveness limit: a process starts in a second, and in many on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const host = "127.0.0.1";
const quiet = { DATA_DIR: ":memory:", JAEGER_URL: "http://127.0.0.1:9" };
const onFreePorts = { PORT: "0", ...quiet };

const thisNode: { command: string; args: readonly string[] } = {
  command: process.execPath,
  args: [],
};

/** `node` is how Node is started. */
function serverWith(environment: Record<string, string>, node: typeof thisNode) {
  const child = spawn(node.command, [...node.args, "server/main.ts"], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** The output of a server that does not start. */
async function refusalOf(environment: Record<string, string>, node = thisNode) {
  const child = serverWith(environment, node);
  const [errors, output, [code]] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    once(child, "exit"),
  ]);
  return { errors, output, code: code as unknown };
}

const ownAddresses = Object.values(networkInterfaces()).flatMap((each = []) =>
  each.map(({ address }) => address),
);

function fileNamed(name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-start-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), content);
  return folder;
}

const noFolder = () => join(fileNamed("file", ""), "file");
const damaged = () => fileNamed("crosswire.sqlite", "no database".repeat(1000));

const refused: readonly (readonly [string, () => string, string])[] = [
  ["HOST", () => "[::1]", "write it without brackets, HOST=::1"],
  ["HOST", () => "203.0.113.7", "it is no address of this machine; choose one of 127.0.0.1, "],
  ["HOST", () => "2001:db8::7", "it is no address of this machine; choose one of 127.0.0.1, "],
  ["HOST", () => "no.such.invalid", "no address of that name is known; choose one of 127.0.0.1, "],
  ["HOST", () => "127.0.0.1:80", "an address or a name of this machine, and nothing else"],
  ["DATA_DIR", noFolder, "it is a file, or below one, and a folder is wanted, or choose another"],
  ["DATA_DIR", damaged, "crosswire.sqlite in it is damaged; move it away, or choose another"],
  ["JAEGER_URL", () => "localhost", "an address like http://localhost:16686"],
  ["TICK_RATE", () => "fast", "a whole number from 10 to 60"],
];

test.each(refused)("[R21] %s: one line and no stack", async (name, value, why) => {
  const set = value();
  const { errors, output, code } = await refusalOf({ ...onFreePorts, [name]: set });
  expect({ lines: errors.trimEnd().split("\n").length, output, code }).toEqual({
    lines: 1,
    output: "",
    code: 1,
  });
  expect(errors.startsWith(`${name}=${set} will not do: ${why}`), errors).toBe(true);
});

test("[R21] PORT=0 has a free port for everything, on IPv6 too", async (context) => {
  if (!ownAddresses.includes("::1")) context.skip("this machine has no IPv6: give it ::1");
  const child = serverWith({ ...onFreePorts, HOST: "::1" }, thisNode);
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes("Ctrl-C")) break;
  }
  const [, url] = /game +(http:\/\/\[::1\]:\d+)\n/.exec(output) ?? [];
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(output).toMatch(/https +https:\/\/\[::1\]:\d+ /);
  expect(output).toMatch(/grpc +\[::1\]:\d+ /);
});

/** Takes a port for the test. Returns whether it was free. */
async function occupied(protocol: "tcp" | "udp", port: number): Promise<boolean> {
  try {
    if (protocol === "tcp") {
      const server = createServer();
      onTestFinished(() => void server.close());
      await once(server.listen(port, host), "listening");
    } else {
      const socket = createSocket("udp4");
      onTestFinished(() => void socket.close());
      await once(socket.bind(port, host), "listening");
    }
    return true;
  } catch {
    return false;
  }
}

const numbersOf = (port: number) =>
  portSettings.map(({ name, fallback, protocol }) => ({
    name: name as PortName,
    number: port + Number(fallback) - 3000,
    protocol,
  }));
/** Without the native module nothing listens on its port. */
const listens = ({ name }: { name: PortName }) =>
  name !== "WEBTRANSPORT_PORT" || webtransportUnavailable() === undefined;

/** A PORT that this process has taken together with all ports that move with it. */
async function occupiedBlock(): Promise<number> {
  for (let port = 21_000; ; port += 1000) {
    const all = numbersOf(port).map(({ protocol, number }) => occupied(protocol, number));
    if ((await Promise.all(all)).every(Boolean)) return port;
  }
}

describe("ports that others have", () => {
  /** Every port that the test does not set moves with PORT. */
  const start = (environment: Record<string, string>) =>
    startRealServer({
      HTTPS_PORT: "",
      WEBTRANSPORT_PORT: "",
      WEBRTC_PORT: "",
      GRPC_PORT: "",
      ...environment,
    });

  test("[R21] are told all at once, with a PORT whose ports are free", async () => {
    const port = await occupiedBlock();
    const { errors, output, code } = await refusalOf({ ...quiet, PORT: String(port) });
    const names = numbersOf(port)
      .filter(listens)
      .map(({ name, number }) => `${number} (${name})`);
    const [, example = ""] =
      /^ports (?:.*) are taken: stop what runs there, or choose others, for example PORT=(\d+) npm start\n$/.exec(
        errors,
      ) ?? [];
    expect(
      [errors.startsWith(`ports ${names.join(", ")} are taken`), output, code],
      errors,
    ).toEqual([true, "", 1]);
    expect((await start({ PORT: example })).port).toBe(Number(example));
  });

  /** A port that this process takes. */
  const occupiedPort = async (protocol: "tcp" | "udp"): Promise<number> => {
    for (let port = 23_000; ; port++) if (await occupied(protocol, port)) return port;
  };
  const isTaken = (name: string, port: number) =>
    new RegExp(
      `^port ${port} \\(${name}\\) is taken: stop what runs there, or choose another, for example ${name}=\\d+ npm start\n?$`,
    );

  test.each(
    portSettings
      .filter(({ name }) => name !== "WEBTRANSPORT_PORT")
      .map(({ name, protocol }) => [name, protocol] as const),
  )("[R21] %s is named where it alone is taken", async (name, protocol) => {
    const port = await occupiedPort(protocol);
    await expect(start({ PORT: "0", [name]: String(port) })).rejects.toThrow(isTaken(name, port));
  });

  test("[R21] WEBTRANSPORT_PORT is named where it alone is taken", async (context) => {
    const node = webtransportUnavailable() === undefined ? thisNode : await newerLoader();
    if ("missing" in node) return context.skip(node.missing);
    const port = await occupiedPort("udp");
    const environment = { ...onFreePorts, WEBTRANSPORT_PORT: String(port) };
    const { errors, code } = await refusalOf(environment, node);
    expect(errors).toMatch(isTaken("WEBTRANSPORT_PORT", port));
    expect(code).toBe(1);
  });

  test("[R21] and that were set stand in the example beside PORT", async () => {
    const port = await occupiedBlock();
    const environment = { PORT: String(port), WEBRTC_PORT: String(port + 2) };
    await expect(start(environment)).rejects.toThrow(
      /, for example PORT=\d+ WEBRTC_PORT=\d+ npm start$/,
    );
  });

  test("[R21] a port that only the system's own may have is named", async (context) => {
    const setting = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
    if (!existsSync(setting) || Number(readFileSync(setting, "utf8")) < 512)
      context.skip(
        "every user may listen on port 443 here; on Linux: sysctl net.ipv4.ip_unprivileged_port_start=1024",
      );
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(start({ PORT: "0", HTTPS_PORT: "443" })).rejects.toThrow(
        "HTTPS_PORT=443 will not do: this user may not listen there",
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
