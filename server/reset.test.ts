/** Connections that are reset half-way through each kind of request, upgrade and stream of a real server. */
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { ping } from "#protocol";
import { expect, test } from "vitest";
import { joinOver } from "./testing/real-player.suite.ts";
import { type ServerProcess, serverProcess } from "./testing/process.suite.ts";

const host = "127.0.0.1";
const resets = 1000;
/** How many are under way at once; fewer than one network may hold. */
const atOnce = 40;

/** Goes this far; the connection is reset once that has resolved. */
type Endpoint = (socket: Socket) => Promise<void> | void;

const websocket =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
const headed = (start: string, headers = "") =>
  `${start} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`;
const posted = (path: string, type: string) =>
  headed(
    `POST ${path}`,
    `Content-Type: ${type}\r\nAuthorization: Bearer x\r\nContent-Length: 1000\r\n`,
  ) + "{";

/** What is sent in HTTP/1.1, and whether it is answered before the reset or left in the middle. */
const rawRequest = (
  ticket: string,
): readonly (readonly [what: string, says: string, isAnswered: boolean])[] => [
  ["nothing", "", false],
  ["half a request line", "GET /heal", false],
  ["half a head", `GET / HTTP/1.1\r\nHost: ${host}\r\nAccept`, false],
  ["no HTTP", "\x00\x01\x02\r\n\r\n", true],
  ["a page", headed("GET /"), true],
  ["two requests in one", headed("GET /healthz").repeat(2), true],
  ["a WebSocket to nobody", headed("GET /foo", websocket), true],
  [
    "h2c",
    headed(
      "GET /",
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
    ),
    true,
  ],
  ["CONNECT", headed("CONNECT example.com:443"), false],
  [
    "an upgrade with half a body",
    headed("GET /link/websocket", `${websocket}Content-Length: 9\r\n`) + "x",
    true,
  ],
  [
    "signaling from a foreign page",
    headed("GET /signal/?EIO=4&transport=websocket", `${websocket}Origin: http://evil.test\r\n`),
    true,
  ],
  ["signaling", headed("GET /signal/?EIO=4&transport=websocket", websocket), true],
  ["Socket.IO", headed("GET /socket.io/?EIO=4&transport=websocket", websocket), true],
  ["Socket.IO by polling", headed("GET /socket.io-polling/?EIO=4&transport=polling"), true],
  [
    "half a poll's body",
    posted("/socket.io-polling/?EIO=4&transport=polling", "text/plain"),
    false,
  ],
  ["a link without a ticket", headed("GET /link/websocket", websocket), true],
  [
    "a link",
    headed(
      "GET /link/websocket",
      `${websocket}Sec-WebSocket-Protocol: crosswire, crosswire.${ticket}\r\n`,
    ),
    true,
  ],
  ...["sse", "long-polling", "short-polling"].map(
    (name) =>
      [
        name,
        headed(`POST /link/${name}`, `Authorization: Bearer ${ticket}\r\nContent-Length: 0\r\n`),
        true,
      ] as const,
  ),
  ["half a call", posted("/crosswire.v1.Wire/Send", "application/proto"), false],
  ["half a stream's call", posted("/crosswire.v1.Wire/Open", "application/connect+proto"), false],
  ["half an offer", posted("/api/webrtc", "application/json"), false],
  ["half a wish", posted("/api/tickets", "application/json"), false],
  ["half a trace", posted("/v1/traces", "application/json"), false],
];

const written = (socket: Socket, bytes: string | Uint8Array) =>
  new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));

async function sendAll(socket: Socket, says: string, isAnswered: boolean): Promise<void> {
  if (says) await written(socket, says);
  if (isAnswered) await Promise.race([once(socket, "data"), once(socket, "close")]);
}

/** Streams of HTTP/2, begun and not ended. */
async function halfStreams(socket: Socket, paths: readonly string[]): Promise<void> {
  const session = connectHttp2("http://x", { createConnection: () => socket });
  session.on("error", () => {});
  await Promise.race([once(session, "remoteSettings"), once(session, "close")]);
  if (session.closed || session.destroyed) return;
  const types = ["application/grpc", "application/json", "application/octet-stream"];
  const streams = paths.flatMap((path) =>
    types.map((type) =>
      session.request({ ":path": path, ":method": "POST", "content-type": type, te: "trailers" }),
    ),
  );
  for (const stream of streams) {
    stream.on("error", () => {});
    stream.write(Uint8Array.of(0, 0, 0, 0, 100, 1));
  }
  // Those that are answered at once have been.
  await new Promise<void>((resolve) => void session.ping(() => resolve()));
}

const overTls =
  (protocol: string, door: Endpoint): Endpoint =>
  async (raw) => {
    const socket = connectTls({
      socket: raw,
      ALPNProtocols: [protocol],
      rejectUnauthorized: false,
    });
    socket.on("error", () => {});
    await Promise.race([once(socket, "secureConnect"), once(socket, "close")]);
    if (!socket.destroyed) await door(socket);
  };

const streamed = [
  "/crosswire.v1.Game/Play",
  "/crosswire.v1.Wire/Link",
  "/crosswire.v1.Wire/Open",
  "/api/tickets",
  "/link/sse",
  "/nobody",
];

function endpointsOf(
  server: ServerProcess,
  ticket: string,
): { port: number; what: string; open: Endpoint }[] {
  const lines = rawRequest(ticket).map(([what, says, isAnswered]) => ({
    what,
    open: (socket: Socket) => sendAll(socket, says, isAnswered),
  }));
  const streams: Endpoint = (socket) => halfStreams(socket, streamed);
  return [
    ...lines.map((door) => ({ ...door, port: server.httpPort })),
    ...lines.map(({ what, open }) => ({
      what,
      open: overTls("http/1.1", open),
      port: server.httpsPort,
    })),
    {
      port: server.httpsPort,
      what: "half a TLS greeting",
      open: (socket) => written(socket, Uint8Array.of(22, 3, 1, 2, 0, 1, 0)),
    },
    { port: server.httpsPort, what: "no TLS", open: (socket) => written(socket, headed("GET /")) },
    { port: server.httpsPort, what: "HTTP/2", open: overTls("h2", streams) },
    {
      port: server.httpsPort,
      what: "half a preface over TLS",
      open: overTls("h2", (socket) => written(socket, "PRI * HT")),
    },
    {
      port: server.grpcPort,
      what: "half a preface",
      open: (socket) => written(socket, "PRI * HT"),
    },
    {
      port: server.grpcPort,
      what: "no HTTP/2",
      open: (socket) => sendAll(socket, headed("GET /"), true),
    },
    { port: server.grpcPort, what: "gRPC", open: streams },
  ];
}

/** Begins on a connection of its own, as far as that goes, and resets it. */
async function openAndReset({ port, open }: { port: number; open: Endpoint }): Promise<void> {
  const socket = connect(port, host);
  socket.on("error", () => {});
  await once(socket, "connect");
  await open(socket);
  socket.resetAndDestroy();
}

async function ticketOf(origin: string): Promise<string> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${origin}/api/tickets`, { method: "POST", headers, body: "{}" });
  return ((await response.json()) as { ticket: string }).ticket;
}

test("[R40] a thousand connections that are reset half-way, on every kind of endpoint, end no room and no player's link", async () => {
  const server = await serverProcess();
  const origin = `http://${host}:${server.httpPort}`;
  const player = await joinOver(origin);
  // It is never spent, so it opens links for a minute.
  const doors = endpointsOf(server, await ticketOf(origin));
  expect(resets).toBeGreaterThan(10 * doors.length);
  let opened = 0;
  const opening = Array.from({ length: atOnce }, async () => {
    while (opened < resets && server.isRunning()) {
      const door = doors[opened++ % doors.length];
      if (door) await openAndReset(door).catch(() => {});
    }
  });
  await Promise.all(opening);
  expect(server.isRunning() || server.output()).toBe(true);
  player.channel.sendBody("ping", ping.encode(1));
  await expect.poll(() => player.pongs).toHaveLength(1);
  expect(player.client.closed).toBeUndefined();
  const health: unknown = await (await fetch(`${origin}/healthz`)).json();
  // No error was uncaught.
  const faults = { session: 0, room: 0, uncaught: 0 };
  expect(health).toMatchObject({ status: "ok", rooms: 1, players: 1, faults });
}, 60_000);
