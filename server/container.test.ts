/** What docker-compose.yml takes from its containers, and that the server runs without it. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

const root = `${import.meta.dirname}/..`;

interface Service {
  readonly ports: readonly string[];
}

test("every container of docker-compose.yml has no capability, gains no privilege, writes to no image, is bounded in memory and published to this machine alone", () => {
  const file = readFileSync(`${root}/docker-compose.yml`, "utf8");
  const { services } = parse(file, { merge: true }) as { services: Record<string, Service> };
  expect(Object.keys(services)).toEqual(["game", "jaeger", "prometheus"]);
  for (const [name, service] of Object.entries(services)) {
    expect(service, name).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      mem_limit: "2g",
    });
    expect(service).not.toHaveProperty("cap_add");
    expect(service).not.toHaveProperty("privileged");
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  }
});

/** All read-only but a new folder for data, without capabilities, as a user who owns no file. */
const confined = `
  mount -o remount,ro,bind / && mount -t tmpfs -o mode=777 tmpfs "$DATA_DIR" &&
  exec setpriv --no-new-privs --bounding-set -all --inh-caps -all --reuid 65534 --regid 65534 --clear-groups "$@"`;

const main = `${root}/server/main.ts`;

function whyNot(dataDir: string): string | undefined {
  try {
    const args = ["-m", "sh", "-c", confined, "sh", "test", "-r", main];
    execFileSync("unshare", args, { stdio: "ignore", env: { ...process.env, DATA_DIR: dataDir } });
    return undefined;
  } catch {
    return "Linux, root, unshare, setpriv and a checkout that every user may read are needed to take privileges away";
  }
}

test("so confined the server starts, answers and opens its results' database", async ({ skip }) => {
  const dataDir = mkdtempSync(join(tmpdir(), "crosswire-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const missing = whyNot(dataDir);
  if (missing !== undefined) skip(missing);
  const node = `${root}/node_modules/.bin/node`;
  const env = {
    ...process.env,
    PORT: "0",
    HTTPS_PORT: "0",
    GRPC_PORT: "0",
    WEBRTC_PORT: "0",
    WEBTRANSPORT_PORT: "0",
    DATA_DIR: dataDir,
    JAEGER_URL: "http://127.0.0.1:9",
  };
  const args = ["-m", "sh", "-c", confined, "sh", node, main];
  const child = spawn("unshare", args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill());
  const failed = text(child.stderr);
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes("Ctrl-C")) break;
  }
  const [url] = /http:\/\/localhost:\d+/.exec(printed) ?? [await failed];
  const answered = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();
  expect(await answered("/healthz")).toMatchObject({ status: "ok" });
  expect(await answered("/api/rooms/lobby/results")).toEqual({ results: [] });
  // A mount namespace of its own: no other process sees what is mounted there.
  expect(existsSync(`/proc/${child.pid}/root${dataDir}/crosswire.sqlite`)).toBe(true);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
