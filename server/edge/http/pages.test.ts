import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { type PageOptions, pageRoutes } from "./pages.ts";

/** A build in a folder of that path. */
function built(path: string): string {
  const above = mkdtempSync(join(tmpdir(), "crosswire-"));
  onTestFinished(() => rmSync(above, { recursive: true }));
  const folder = join(above, path);
  for (const file of ["client/index.html", "otel/viewer/index.html", "assets/game-1a2b.js"]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return folder;
}

function served(folder: string, more: Partial<PageOptions> = {}) {
  const fastify = Fastify();
  pageRoutes(fastify, { folder, frameAncestors: [], webtransport: undefined, ...more });
  fastify.get("/api/world", async () => ({ a: "world" }));
  return async (url: string, host = "localhost:3000") => {
    const { headers, statusCode } = await fastify.inject({ url, headers: { host } });
    expect(statusCode).toBe(200);
    return headers;
  };
}

const policyOf = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    String(headers["content-security-policy"])
      .split(";")
      .map((directive) => directive.split(/ (.*)/) as [string, string]),
  );

test.each(["dist", "my assets/dist", "assets/dist"])(
  "[R33] a file with a hash in its name is cached for a year and pages are revalidated, in a build at %s",
  async (path) => {
    const get = served(built(path));
    const lasting = "public, max-age=31536000, immutable";
    expect((await get("/assets/game-1a2b.js"))["cache-control"]).toBe(lasting);
    for (const page of ["/", "/traces", "/traces/0af7", "/client/index.html"])
      expect((await get(page))["cache-control"], page).toBe("no-cache");
  },
);

test("[R32] pages and their files run scripts and styles of this server alone, and nobody shows them in a frame", async () => {
  const get = served(built("dist"));
  for (const url of ["/", "/traces/0af7", "/assets/game-1a2b.js"]) {
    const headers = await get(url);
    expect(policyOf(headers), url).toEqual({
      "default-src": "'none'",
      "script-src": "'self'",
      "worker-src": "'self'",
      "style-src": "'self'",
      "font-src": "'self'",
      "img-src": "'self' data:",
      "connect-src": "'self' ws://localhost:3000 wss://localhost:3000",
      "form-action": "'self'",
      "base-uri": "'none'",
      "frame-ancestors": "'none'",
    });
    expect(headers).toMatchObject({
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["strict-transport-security"]).toBeUndefined();
  }
});

test("[R32] FRAME_ANCESTORS may show the game in a frame", async () => {
  const frameAncestors = ["https://school.example", "http://localhost:8080"];
  const headers = await served(built("dist"), { frameAncestors })("/");
  expect(policyOf(headers)["frame-ancestors"]).toBe(frameAncestors.join(" "));
  expect(headers["x-frame-options"]).toBeUndefined();
});

test.each([
  ["localhost:3000", "ws://localhost:3000 wss://localhost:3000 https://127.0.0.1:3001"],
  ["game.example", "ws://game.example wss://game.example https://game.example:3001"],
  ["203.0.113.9:3443", "ws://*:3443 wss://*:3443 https://*:3001"],
  ["[fd00::2]:3000", "ws://*:3000 wss://*:3000 https://*:3001"],
])("[R32] a page at %s connects to its own server, by every protocol", async (host, sources) => {
  const webtransport = { host: "0.0.0.0", portUdp: 3001 };
  const headers = await served(built("dist"), { webtransport })("/", host);
  expect(policyOf(headers)["connect-src"]).toBe(`'self' ${sources}`);
});

test("[R32] an answer that is not a page has headers for its type and for who may read it, and no others of a page", async () => {
  const headers = await served(built("dist"))("/api/world");
  expect(Object.keys(headers).sort()).toEqual([
    "connection",
    "content-length",
    "content-type",
    "cross-origin-resource-policy",
    "date",
    "x-content-type-options",
  ]);
});
