/** The whole server on real ports: HTTPS answers what HTTP answers. */
import { once } from "node:events";
import { connect, constants } from "node:http2";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { webtransportUnavailable } from "#transport/accept";
import { expect, onTestFinished, test } from "vitest";
import type { GameServerOptions } from "../../game-server.ts";
import { freeTcpPort, freeUdpPort } from "../../ports.ts";
import { startRealServer } from "../../testing/real-server.suite.ts";

const host = "127.0.0.1";

/** The certificate is self-signed. */
const trusting = { rejectUnauthorized: false };

async function overHttp2(url: string, path: string): Promise<{ status: number; body: string }> {
  const session = connect(url, trusting);
  onTestFinished(() => session.destroy());
  const stream = session.request({ [constants.HTTP2_HEADER_PATH]: path });
  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  return { status: Number(headers[":status"]), body: await text(stream) };
}

async function overHttp1(url: string, path: string, headers: Record<string, string> = {}) {
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  const asked = request(`${url}${path}`, { ...trusting, headers, agent: false });
  asked.end();
  const answered = once(asked, "response").then(async ([response]) => ({
    status: response.statusCode as number,
    body: await text(response),
  }));
  const upgraded = once(asked, "upgrade").then(([response, socket]) => {
    socket.destroy();
    return { status: response.statusCode as number, body: "" };
  });
  return await Promise.race([answered, upgraded]);
}

test("[R25] what HTTP answers, HTTPS answers over HTTP/2 and HTTP/1.1", async () => {
  const { url, httpsUrl = "" } = await startRealServer();
  for (const path of ["/healthz", "/api/transports", "/api/rooms", "/no/such/path", "/"]) {
    const plain = await overHttp1(url, path);
    expect(await overHttp1(httpsUrl, path)).toEqual(plain);
    expect(await overHttp2(httpsUrl, path)).toEqual(plain);
  }
});

test("[R25] further routes are on both servers", async () => {
  const extend: GameServerOptions["extend"] = (fastify) =>
    void fastify.get("/more", async () => "more of it");
  const { url, httpsUrl = "" } = await startRealServer({}, { extend });
  expect((await overHttp1(url, "/more")).body).toBe("more of it");
  expect((await overHttp2(httpsUrl, "/more")).body).toBe("more of it");
});

test("[R25] WebSockets open over HTTPS for its own pages, and for no others", async () => {
  const { httpsUrl = "" } = await startRealServer();
  const upgrade = (origin: string) =>
    overHttp1(httpsUrl, "/socket.io/?EIO=4&transport=websocket", {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      origin,
    });
  expect((await upgrade(httpsUrl)).status).toBe(101);
  expect((await upgrade(httpsUrl.replace("https:", "http:"))).status).toBe(403);
});

/** Upgrade headers for protocols other than WebSocket. */
const foreignUpgrades = ["h2c", "TLS/1.0", "websocket/13", "h2c, websocket", ""];

test.each(foreignUpgrades)(
  "[R41] an upgrade to %j is ignored on both ports, whatever the path: RFC 9110 §7.8",
  async (upgrade) => {
    const { url, httpsUrl = "" } = await startRealServer();
    for (const origin of [url, httpsUrl])
      for (const path of [
        "/healthz",
        "/api/rooms",
        "/no/such/path",
        "/link/websocket",
        "/signal/",
      ]) {
        const asked = await overHttp1(origin, path, { connection: "Upgrade", upgrade });
        expect([path, asked]).toEqual([path, await overHttp1(origin, path)]);
      }
  },
);

test("[R41] a request with a body is answered whatever it would upgrade to, WebSocket too", async () => {
  const { url, httpsUrl = "" } = await startRealServer();
  for (const origin of [url, httpsUrl])
    for (const upgrade of ["h2c", "websocket"]) {
      const request = origin.startsWith("https:") ? requestHttps : requestHttp;
      const headers = { connection: "Upgrade", upgrade, "content-type": "application/json" };
      const options = { ...trusting, method: "POST", headers, agent: false };
      const asked = request(`${origin}/api/tickets`, options).end("{}");
      const [response] = await once(asked, "response");
      expect([response.statusCode, await text(response)]).toEqual([
        200,
        expect.stringContaining("ticket"),
      ]);
    }
});

test("[R41] a WebSocket to a path that takes none is answered 404, on both ports", async () => {
  const { url, httpsUrl = "" } = await startRealServer();
  const handshake = {
    connection: "Upgrade",
    upgrade: "WebSocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
  };
  for (const origin of [url, httpsUrl])
    for (const path of ["/nobody", "/healthz", "/signal", "/socket.io-polling/", "/link/sse"])
      expect(await overHttp1(origin, path, handshake)).toEqual({
        status: 404,
        body: '{"error":"no WebSocket opens at this path"}',
      });
});

test("[R25] closing the server ends an idle connection, an HTTP/2 session and its open stream", async () => {
  const endless: GameServerOptions["extend"] = (fastify) =>
    void fastify.get("/endless", (_request, reply) => void reply.raw.write("and"));
  const { httpsUrl = "", close } = await startRealServer({}, { extend: endless });
  const port = Number(new URL(httpsUrl).port);
  const idle = connectTls({ host, port, ALPNProtocols: ["http/1.1"], ...trusting });
  idle.on("error", () => {});
  const session = connect(httpsUrl, trusting);
  await Promise.all([once(idle, "secureConnect"), once(session, "connect")]);
  const stream = session.request({ [constants.HTTP2_HEADER_PATH]: "/endless" });
  stream.on("error", () => {});
  await once(stream, "data");
  const ended = Promise.all([idle, session, stream].map((each) => once(each, "close")));
  await close();
  await expect(ended).resolves.toHaveLength(3);
});

test("[R26] HTTPS presents a certificate with the names of the server", async () => {
  const { httpsUrl = "" } = await startRealServer();
  const socket = connectTls({ host, port: Number(new URL(httpsUrl).port), ...trusting });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  const certificate = socket.getPeerX509Certificate();
  expect(certificate?.checkHost("localhost")).toBe("localhost");
  expect(certificate?.checkIP(host)).toBe(host);
});

test("[R21] HTTPS_PORT=off has no HTTPS", async () => {
  expect((await startRealServer({ HTTPS_PORT: "off" })).httpsUrl).toBeUndefined();
});

test("[R21] a server asked for a free port listens on one", async () => {
  const port = await freeTcpPort(host);
  expect((await startRealServer({ HTTPS_PORT: String(port) })).httpsUrl).toBe(
    `https://localhost:${port}`,
  );
});

test("[R27] where WebTransport is off, or its module does not load, everything else runs and the list says why", async () => {
  const offerOf = async ({ url }: { url: string }): Promise<unknown> => {
    const { transports } = JSON.parse((await overHttp1(url, "/api/transports")).body) as {
      transports: { name: string }[];
    };
    return transports.find(({ name }) => name === "webtransport");
  };
  const why = "switched off on this server (WEBTRANSPORT_PORT=off)";
  const offer = { name: "webtransport", label: "WebTransport" };
  expect(await offerOf(await startRealServer())).toEqual({ ...offer, offered: false, why });
  const portUdp = await freeUdpPort(host);
  const game = await startRealServer({ WEBTRANSPORT_PORT: String(portUdp) });
  expect(await offerOf(game)).toEqual({
    ...offer,
    offered: webtransportUnavailable() === undefined,
    why: webtransportUnavailable() ?? "",
  });
});
