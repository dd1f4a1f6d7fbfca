/**
 * The router and its guard on real servers of every kind: upgrades that are no WebSocket, paths that are not mounted,
 * requests that never end.
 */
import { once } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import {
  connect as connectHttp2,
  createServer as createHttp2,
  type ClientHttp2Stream,
} from "node:http2";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { ServerBounds, WebServer } from "./http-guard.ts";
import { mount, routerOf } from "./http-router.ts";
import { needOtherLoopback, otherLoopback } from "./testing/loopback.ts";

const kinds = {
  "HTTP/1.1": (listener: RequestListener) => createHttp(listener),
  "HTTP/2": (listener: RequestListener) => createHttp2(listener as never),
} as const;

async function serving(server: WebServer, bounds: Partial<ServerBounds> = {}): Promise<number> {
  routerOf(server, bounds);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    routerOf(server).destroyConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Everything that arrives on this connection until the far side ends it; this side does not close. */
async function conversation(port: number, say: string): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let heard = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => (heard += String(chunk)));
  socket.write(say);
  await Promise.race([once(socket, "end"), once(socket, "close")]);
  return heard;
}

const connections = (server: Server) =>
  new Promise<number>((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

const handshake = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;

test("[R41] a WebSocket for a path that is not mounted is answered and closed, though its own side stays open", async () => {
  const server = createHttp((_request, response) => response.end("page"));
  const port = await serving(server);
  mount(server, "/taken", { upgrade: () => ({ status: "418 I'm a teapot" }) });
  expect(await conversation(port, handshake("/nobody"))).toMatch(/^HTTP\/1.1 404 Not Found\r\n/);
  expect(await conversation(port, handshake("/taken?n=1"))).toMatch(
    /^HTTP\/1.1 418 I'm a teapot\r\n/,
  );
  await expect.poll(() => connections(server), { timeout: 5000 }).toBe(0);
});

test("a server without listeners of its own answers 404 for paths that are not mounted", async () => {
  const server = createHttp();
  const port = await serving(server);
  mount(server, "/mine", { request: (_request, response) => response.end("mine") });
  const statusOf = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  expect([await statusOf("/mine?n=1"), await statusOf("/mine/"), await statusOf("/")]).toEqual([
    200, 404, 404,
  ]);
});

test("[R42] a body that arrives too slowly is ended when its time is over, and a request that has arrived is not: HTTP/1.1", async () => {
  const server = createHttp(() => {});
  const port = await serving(server, { requestWithinMs: 300 });
  const held = connect(port, "127.0.0.1");
  onTestFinished(() => void held.destroy());
  held.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const socket = connect(port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
  socket.on("error", () => {});
  const dripping = setInterval(() => socket.write("x"), 20);
  onTestFinished(() => clearInterval(dripping));
  await new Promise((resolve) => void socket.once("close", resolve));
  await expect.poll(() => connections(server)).toBe(1);
});

test("[R42] a body that arrives too slowly is reset, and no other stream of its connection: HTTP/2", async () => {
  const server = createHttp2((request, response) => {
    if (request.url === "/held") response.write("and");
    else request.resume();
  });
  const port = await serving(server, { requestWithinMs: 300 });
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  const held = session.request({ ":path": "/held" });
  await once(held, "response");
  const dripping = session.request({ ":path": "/drip", ":method": "POST" });
  const timer = setInterval(() => dripping.writable && dripping.write("x"), 20);
  onTestFinished(() => clearInterval(timer));
  dripping.on("error", () => {});
  await once(dripping, "close");
  expect([dripping.rstCode, held.destroyed]).toEqual([8, false]);
});

test("[R42] one connection of HTTP/2 has a limit of concurrent streams, and further ones wait", async () => {
  const held: ClientHttp2Stream[] = [];
  let asked = 0;
  const server = createHttp2(() => void asked++);
  const port = await serving(server, { maxStreams: 5 });
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  await once(session, "remoteSettings");
  for (let i = 0; i < 20; i++) {
    const stream = session.request({ ":path": "/", ":method": "POST" }).on("error", () => {});
    held.push(stream);
  }
  await expect.poll(() => asked).toBe(5);
  held[0]?.close();
  await expect.poll(() => asked).toBe(6);
});

test.for(Object.entries(kinds))(
  "[R51] one network has a limit of connections, and another network can still connect: %s",
  async ([, createServer], context) => {
    needOtherLoopback(context);
    const server = createServer(() => {});
    const port = await serving(server, { maxConnectionsPerNetwork: 3 });
    const held: Socket[] = [];
    for (let i = 0; i < 3; i++) held.push(connect(port, "127.0.0.1"));
    onTestFinished(() => held.forEach((socket) => socket.destroy()));
    await expect.poll(() => connections(server)).toBe(3);
    expect(await conversation(port, "")).toBe("");
    expect(await connections(server)).toBe(3);
    const other = connect({ port, host: "127.0.0.1", localAddress: otherLoopback });
    held.push(other);
    await expect.poll(() => connections(server)).toBe(4);
    held[0]?.destroy();
    await expect.poll(() => connections(server)).toBe(3);
    held.push(connect(port, "127.0.0.1"));
    await expect.poll(() => connections(server)).toBe(4);
  },
);
