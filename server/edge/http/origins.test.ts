import { once } from "node:events";
import { connect } from "node:http2";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import type { FastifyInstance } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { skippedFor } from "../../../scripts/skipped.suite.ts";
import { canonicalHost, hostInUrl, isFromThisMachine } from "./addresses.ts";
import { originRule } from "./origins.ts";
import { startRealServer } from "../../testing/real-server.suite.ts";

const ports = () => ({ http: 3000, https: 3443 });
const allowed = ["https://friend.example"];
const ruleOn = (host: string) => originRule({ ports, hosts: [host], allowed });
const admits = (host: string, headers: { origin?: string; host?: string }): boolean =>
  ruleOn(host)({ origin: undefined, host: undefined, ...headers }) === undefined;

const ownAddress = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test.each<[string, string, boolean]>([
  ["127.0.0.1", "http://localhost:3000", true],
  ["127.0.0.1", "http://127.0.0.1:3000", true],
  ["127.0.0.1", "http://[::1]:3000", true],
  ["127.0.0.1", "http://localhost:3001", false],
  ["127.0.0.1", "http://localhost", false],
  ["127.0.0.1", "https://localhost:3443", true],
  ["127.0.0.1", "https://localhost:3000", false],
  ["127.0.0.1", "http://localhost:3443", false],
  ["127.0.0.1", "ws://localhost:3000", false],
  ["127.0.0.1", "http://game.example:3000", false],
  ["127.0.0.1", "https://friend.example", true],
  ["127.0.0.1", "http://friend.example", false],
  ["127.0.0.1", "https://friend.example.evil.example", false],
  ["127.0.0.1", "null", false],
  ["127.0.0.1", "", false],
  ["game.example", "http://game.example:3000", true],
  ["GAME.example.", "http://game.example:3000", true],
  ["fd00::2", "http://[fd00::2]:3000", true],
  ["fd00:0:0:0::2", "https://[fd00::2]:3443", true],
  ["[fd00::2]", "http://[fd00::2]:3000", true],
  ["::ffff:203.0.113.9", "http://203.0.113.9:3000", true],
  ["0.0.0.0", "http://anything.example:3000", false],
  ["::", "http://203.0.113.9:3000", false],
])("[R19] a server on %s and a page of %j: %s", (host, origin, isAdmitted) => {
  expect(admits(host, { origin })).toBe(isAdmitted);
});

test.each<[string, string, boolean]>([
  ["127.0.0.1", "localhost:3000", true],
  ["127.0.0.1", "LocalHost.:3000", true],
  ["127.0.0.1", "two.localhost:3000", true],
  ["127.0.0.1", "127.0.0.1", true],
  ["127.0.0.1", "127.0.0.2:8080", true],
  ["127.0.0.1", "[::1]:3000", true],
  ["127.0.0.1", "[0:0:0:0:0:0:0:1]", true],
  ["127.0.0.1", "[::ffff:127.0.0.1]:3000", true],
  ["127.0.0.1", "evil.example:3000", false],
  ["127.0.0.1", "localhost.evil.example", false],
  ["127.0.0.1", "evillocalhost", false],
  ["127.0.0.1", "127.0.0.1.evil.example", false],
  ["127.0.0.1", "evil.example@localhost", false],
  ["127.0.0.1", "localhost/evil.example", false],
  ["127.0.0.1", "localhost%.evil.example", false],
  ["127.0.0.1", "", false],
  ["127.0.0.1", "203.0.113.9:3000", false],
  ["127.0.0.1", "friend.example", true],
  ["127.0.0.1", "friend.example:8443", true],
  ["game.example", "game.example:3000", true],
  ["fe80::1%eth0", "[fe80::1]:3000", true],
  ["0.0.0.0", "localhost:3000", true],
  ["0.0.0.0", "0.0.0.0:3000", true],
  ["0.0.0.0", "203.0.113.9:3000", false],
  ["0.0.0.0", "evil.example:3000", false],
])("[R19] a server on %s that is asked as %j: %s", (listensOn, host, isAdmitted) => {
  expect(admits(listensOn, { host })).toBe(isAdmitted);
});

test(
  "[R19] listening on every address, the addresses of this machine are its own; listening on one, the others are not",
  skippedFor(ownAddress ? undefined : "this machine has loopback alone: connect it to a network"),
  () => {
    const page = { host: `${ownAddress}:3000`, origin: `http://${ownAddress}:3000` };
    expect(["0.0.0.0", "::", "[::0]", "0"].map((host) => admits(host, page))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(admits("127.0.0.1", { host: page.host })).toBe(false);
    expect(admits("127.0.0.1", { origin: page.origin })).toBe(false);
  },
);

test("[R19] a page of a port that is forwarded to ours asks at its own origin, and a page beside it does not", () => {
  const forwarded = "localhost:8080";
  expect(admits("127.0.0.1", { host: forwarded, origin: `http://${forwarded}` })).toBe(true);
  expect(admits("127.0.0.1", { host: "localhost:3000", origin: `http://${forwarded}` })).toBe(
    false,
  );
  const rebound = "evil.example:8080";
  expect(admits("127.0.0.1", { host: rebound, origin: `http://${rebound}` })).toBe(false);
});

test("[R19] the same headers get the same answer again, whatever came in between", () => {
  const rule = ruleOn("127.0.0.1");
  const judged = (): boolean[] =>
    [
      { origin: "http://localhost:3000", host: "localhost:3000" },
      { origin: "http://localhost:3000", host: "evil.example" },
      { origin: "http://evil.example", host: "localhost:3000" },
      { origin: undefined, host: "localhost:3000" },
      { origin: "undefined", host: "localhost:3000" },
      { origin: "", host: "localhost:3000" },
    ].map((headers) => rule(headers) === undefined);
  expect(judged()).toEqual([true, false, false, true, false, false]);
  expect(judged()).toEqual([true, false, false, true, false, false]);
  for (let port = 1; port <= 200; port++) rule({ origin: undefined, host: `localhost:${port}` });
  expect(judged()).toEqual([true, false, false, true, false, false]);
});

test("[R19] a request with neither Origin nor Host does not come from a browser, and is admitted", () => {
  expect(admits("127.0.0.1", {})).toBe(true);
});

describe("[R19] a refusal says which setting lets the request pass, and it does", () => {
  test.each([
    { origin: "https://game.example", host: "game.example" },
    { origin: "https://other.example", host: "localhost:3000" },
    { origin: undefined, host: "game.example:8080" },
    { origin: "http://[2001:db8::1]:3000", host: "[2001:db8::1]:3000" },
  ])("%j", (headers) => {
    const words = ruleOn("127.0.0.1")(headers) ?? "";
    const [, setting = ""] = /for example ALLOWED_ORIGINS=(\S+)$/.exec(words) ?? [];
    const obeyed = originRule({ ports, hosts: ["127.0.0.1"], allowed: [setting] });
    expect(obeyed(headers)).toBeUndefined();
  });
});

test("equal hosts have one canonical spelling, and what is no host has none", () => {
  const same = ["::1", "[::1]", "0:0:0:0:0:0:0:1", "::1%lo"].map(canonicalHost);
  expect(same).toEqual(["::1", "::1", "::1", "::1"]);
  expect(["a b", "a/b", "a:3000", "[::1", "u@a"].map(canonicalHost)).toEqual(
    Array.from({ length: 5 }),
  );
  expect(["::1", "[::1]", "game.example", "127.0.0.1"].map(hostInUrl)).toEqual([
    "[::1]",
    "[::1]",
    "game.example",
    "127.0.0.1",
  ]);
});

/** One of each kind: pages, API, tickets, signaling, goodbye and resume, every transport over HTTP, gRPC-Web, more routes, nothing. */
const requests = [
  "GET /",
  "GET /traces",
  "GET /healthz",
  "GET /api/rooms",
  "GET /api/transports",
  "GET /api/rooms/lobby/results",
  "GET /api/ice",
  "GET /api/webtransport",
  "POST /api/tickets",
  "POST /api/webrtc",
  "POST /api/goodbye",
  "POST /api/resume",
  "GET /link/websocket",
  "POST /link/sse",
  "GET /link/long-polling/1",
  "DELETE /link/short-polling/1",
  "POST /socket.io-polling/?EIO=4&transport=polling",
  "POST /crosswire.v1.Wire/Send",
  "POST /crosswire.v1.Wire/Open",
  "GET /more",
  "OPTIONS /api/tickets",
  "GET /no/such/path",
];
const upgrades = [
  "/link/websocket",
  "/socket.io/?EIO=4&transport=websocket",
  "/signal/?EIO=4&transport=websocket",
];
const upgrade = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
};

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

const trusting = { rejectUnauthorized: false, agent: false } as const;

async function overHttp1(
  url: string,
  endpoint: string,
  headers: Record<string, string>,
): Promise<Answer> {
  const [method, path] = endpoint.split(" ");
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  const asked = request(`${url}${path}`, { ...trusting, method, headers }).end();
  const answered = once(asked, "response") as Promise<[IncomingMessage]>;
  const upgraded = once(asked, "upgrade") as Promise<[IncomingMessage]>;
  const [response] = await Promise.race([answered, upgraded]);
  if (response.statusCode !== 101)
    return { status: response.statusCode, body: await text(response) };
  response.socket.destroy();
  return { status: 101, body: "" };
}

async function overHttp2(
  url: string,
  endpoint: string,
  { host, ...headers }: Record<string, string>,
): Promise<Answer> {
  const [method, path] = endpoint.split(" ");
  const session = connect(url, trusting);
  onTestFinished(() => session.destroy());
  const authority = host === undefined ? {} : { ":authority": host };
  const asked = session.request({ ...authority, ":method": method, ":path": path, ...headers });
  const [answered] = (await once(asked.end(), "response")) as [{ ":status": number }];
  return { status: answered[":status"], body: await text(asked) };
}

describe("[R19] the whole server refuses pages of other origins and requests to other names", async () => {
  const extend = (fastify: FastifyInstance) => void fastify.get("/more", async () => "more");
  const protocols = ["HTTP/1.1", "HTTP/1.1 over TLS", "HTTP/2"] as const;
  const requestsOf = (protocol: string): readonly (readonly [string, Record<string, string>])[] => [
    ...requests.map((endpoint) => [endpoint, {}] as const),
    ...upgrades.flatMap((path) =>
      protocol === "HTTP/2" ? [] : [[`GET ${path}`, upgrade] as const],
    ),
  ];

  test.each(protocols)("over %s", async (protocol) => {
    const { url, httpsUrl = "" } = await startRealServer({}, { extend });
    const base = protocol === "HTTP/1.1" ? url : httpsUrl;
    const ask = protocol === "HTTP/2" ? overHttp2 : overHttp1;
    const own = { host: new URL(base).host, origin: base };
    for (const [endpoint, headers] of requestsOf(protocol)) {
      const asked = await Promise.all([
        ask(base, endpoint, { ...headers, ...own, origin: "http://evil.example" }),
        ask(base, endpoint, { ...headers, ...own, host: "evil.example" }),
        ask(base, endpoint, { ...headers, host: "evil.example" }),
        ask(base, endpoint, { ...headers, host: "evil.example", origin: "http://evil.example" }),
      ]);
      for (const { status, body } of asked) {
        expect([endpoint, status]).toEqual([endpoint, 403]);
        expect((JSON.parse(body) as { error: string }).error).toContain(
          "ALLOWED_ORIGINS=http://evil.example",
        );
      }
      expect((await ask(base, endpoint, { ...headers, ...own })).status, endpoint).not.toBe(403);
    }
  });
});

test("a connection is from this machine if it is loopback's or has the same address at both ends", () => {
  const ends: [remote: string | undefined, local: string][] = [
    ["127.0.0.1", "127.0.0.1"],
    ["::ffff:127.0.0.3", "::ffff:127.0.0.1"],
    ["::1", "::1"],
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["fe80::1%eth0", "fe80::1"],
    ["203.0.113.8", "203.0.113.9"],
    ["127.0.0.1.evil.example", "203.0.113.9"],
    [undefined, "203.0.113.9"],
  ];
  expect(
    ends.map(([remoteAddress, localAddress]) => isFromThisMachine({ remoteAddress, localAddress })),
  ).toEqual([true, true, true, true, true, true, false, false, false]);
});
