import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { optionHelp, optionsFrom } from "./options.ts";

test("[R21] without an environment it is the game on this machine, port 3000, with bots to six", () => {
  expect(optionsFrom({})).toEqual({
    host: "127.0.0.1",
    port: 3000,
    httpsPort: 3443,
    webtransportPort: 3001,
    webrtcPort: 3002,
    grpcPort: 3050,
    followingPorts: ["PORT", "HTTPS_PORT", "WEBTRANSPORT_PORT", "WEBRTC_PORT", "GRPC_PORT"],
    webrtcAddress: undefined,
    iceServers: [],
    turnSecret: undefined,
    tickRateHz: 30,
    fillTo: 6,
    graceMs: 30_000,
    playersPerAddress: 64,
    dataDir: "data",
    allowedOrigins: [],
    frameAncestors: [],
    traceSpans: 200_000,
    traceIntake: "loopback",
    jaegerUrl: undefined,
    jaegerPublicUrl: undefined,
  });
});

test("[R21] each variable is read; an empty one counts as not set", () => {
  expect(
    optionsFrom({
      HOST: "0.0.0.0",
      PORT: "0",
      HTTPS_PORT: "off",
      WEBTRANSPORT_PORT: "off",
      WEBRTC_PORT: "4002",
      GRPC_PORT: "off",
      WEBRTC_ADDRESS: "203.0.113.9",
      ICE_SERVERS: "turn:turn.example:3478",
      TURN_SECRET: "north",
      TICK_RATE: "60",
      BOTS: "0",
      GRACE_SECONDS: "5",
      PLAYERS_PER_ADDRESS: "16",
      DATA_DIR: ":memory:",
      ALLOWED_ORIGINS: "https://a.example, http://b.example:8080,",
      FRAME_ANCESTORS: "https://school.example",
      TRACE_SPANS: "",
      TRACE_INTAKE: "anyone",
      JAEGER_URL: "http://jaeger:16686",
      JAEGER_PUBLIC_URL: "https://jaeger.example/ui",
    }),
  ).toEqual({
    host: "0.0.0.0",
    port: 0,
    httpsPort: undefined,
    webtransportPort: undefined,
    webrtcPort: 4002,
    grpcPort: undefined,
    followingPorts: [],
    webrtcAddress: "203.0.113.9",
    iceServers: [{ urls: ["turn:turn.example:3478"] }],
    turnSecret: "north",
    tickRateHz: 60,
    fillTo: 0,
    graceMs: 5000,
    playersPerAddress: 16,
    dataDir: ":memory:",
    allowedOrigins: ["https://a.example", "http://b.example:8080"],
    frameAncestors: ["https://school.example"],
    traceSpans: 200_000,
    traceIntake: "anyone",
    jaegerUrl: "http://jaeger:16686",
    jaegerPublicUrl: "https://jaeger.example/ui",
  });
});

test.each([
  ["PORT", "http", "PORT=http will not do: a whole number from 0 to 65535"],
  ["PORT", "65536", "PORT=65536 will not do: a whole number from 0 to 65535"],
  [
    "ICE_SERVERS",
    "turn:turn.example",
    "ICE_SERVERS=turn:turn.example will not do: stun:host:port and turn:host:port by comma, or their JSON; turn: needs TURN_SECRET or its own username and credential",
  ],
  [
    "WEBRTC_ADDRESS",
    "a b",
    "WEBRTC_ADDRESS=a b will not do: an address or a name, and nothing else",
  ],
  [
    "JAEGER_URL",
    "localhost:16686",
    "JAEGER_URL=localhost:16686 will not do: an address like http://localhost:16686",
  ],
  [
    "JAEGER_PUBLIC_URL",
    "jaeger",
    "JAEGER_PUBLIC_URL=jaeger will not do: an address like http://localhost:16686",
  ],
  ["PORT", "65100", "PORT=65100 will not do: HTTPS_PORT moves with it, past 65535; set that too"],
  ["HTTPS_PORT", "3000", "HTTPS_PORT=3000 will not do: PORT is 3000 too"],
  ["WEBRTC_PORT", "3001", "WEBRTC_PORT=3001 will not do: WEBTRANSPORT_PORT is 3001 too"],
  ["TICK_RATE", "9", "TICK_RATE=9 will not do: a whole number from 10 to 60"],
  ["BOTS", "1.5", "BOTS=1.5 will not do: a whole number from 0 to 16"],
  ["GRACE_SECONDS", "-1", "GRACE_SECONDS=-1 will not do: a whole number from 1 to 3600"],
  ["TRACE_INTAKE", "all", "TRACE_INTAKE=all will not do: players, loopback or anyone"],
  [
    "ALLOWED_ORIGINS",
    "https://a.example, b.example",
    "ALLOWED_ORIGINS=b.example will not do: origins like https://example.com:8443, by comma",
  ],
  [
    "FRAME_ANCESTORS",
    "*",
    "FRAME_ANCESTORS=* will not do: origins like https://example.com:8443, by comma",
  ],
  [
    "ALLOWED_ORIGINS",
    "https://a.example/",
    "ALLOWED_ORIGINS=https://a.example/ will not do: origins like https://example.com:8443, by comma",
  ],
])("[R21] an invalid value is named in one line: %s=%s", (name, value, message) => {
  expect(() => optionsFrom({ [name]: value })).toThrow(
    expect.objectContaining({ name: "BadOption", message }),
  );
});

test("[R21] PORT moves every port that is not set by the same distance", () => {
  const portsOf = (environment: Record<string, string>) => {
    const { port, httpsPort, webtransportPort, webrtcPort, grpcPort } = optionsFrom(environment);
    return [port, httpsPort, webtransportPort, webrtcPort, grpcPort];
  };
  expect(portsOf({ PORT: "3010" })).toEqual([3010, 3453, 3011, 3012, 3060]);
  expect(portsOf({ PORT: "3010", HTTPS_PORT: "443", GRPC_PORT: "off" })).toEqual([
    3010,
    443,
    3011,
    3012,
    undefined,
  ]);
  expect(portsOf({ PORT: "0", WEBRTC_PORT: "3002" })).toEqual([0, 0, 0, 3002, 0]);
  // The same number for TCP and UDP is no conflict.
  expect(portsOf({ WEBRTC_PORT: "3000" })[3]).toBe(3000);
});

test("[R21] help has a line for every variable that is read", () => {
  const read = new Set<string>();
  optionsFrom(
    new Proxy({}, { get: (_, name) => void (typeof name === "string" && read.add(name)) }),
  );
  const lines = optionHelp().split("\n");
  expect(read.size).toBeGreaterThan(9);
  for (const name of read)
    expect(lines.filter((line) => line.startsWith(`  ${name} `)).length, name).toBe(1);
});

test("[R21] the table in docs/settings.md says of each what the help says", () => {
  const page = readFileSync(`${import.meta.dirname}/../docs/settings.md`, "utf8");
  const table = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\| `?(.*?)`? +\|$/gm)];
  const help = optionHelp().matchAll(/^ {2}([A-Z_]+) +(.*) \(([^()]*)\)$/gm);
  expect(table.map(([, ...row]) => row)).toEqual([...help].map(([, ...row]) => row));
});
