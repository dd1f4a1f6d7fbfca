/** One anonymous client that begins as many handshakes of each kind as it can at a real server, and another client that wants to play. */
import { Agent, request } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { Wire } from "#protocol/wire";
import { playerTransports } from "#transport";
import { createDialers } from "#transport/dial";
import { EventSource, RTCPeerConnection } from "#transport/dial-node";
import { expect, onTestFinished, test } from "vitest";
import { joinOver } from "./testing/real-player.suite.ts";
import { startRealServer } from "./testing/real-server.suite.ts";

const host = "127.0.0.1";
const otherLoopback = "127.0.0.2";
/** More than one network may have, and more than there may be of any kind in all. */
const many = 300;
/** One for each transport, at least. */
const playersPerAddress = playerTransports.length;

/** Requests and connections of one client, from an address of its own. */
function attacker(origin: string, grpcPort: number) {
  const { port } = new URL(origin);
  const agent = new Agent({ keepAlive: true, maxSockets: 20, localAddress: otherLoopback });
  const held: (() => void)[] = [() => agent.destroy()];
  onTestFinished(() => held.forEach((end) => end()));
  const ask = async (path: string, headers: Record<string, string> = {}, body = "") => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const method = body === "" && path.includes("?") ? "GET" : "POST";
    const asked = request(`${origin}${path}`, { method, agent, headers });
    asked.on("response", (response) => void text(response).then(resolve, reject));
    asked.on("error", reject);
    asked.end(body);
    return await promise;
  };
  const json = { "content-type": "application/json" };
  const ticket = async (room = "lobby"): Promise<string> => {
    const answer = await ask("/api/tickets", json, JSON.stringify({ room }));
    return (JSON.parse(answer) as { ticket: string }).ticket;
  };
  const socketTo = (to: number): Socket => {
    const socket = connect({ port: to, host, localAddress: otherLoopback }).on("error", () => {});
    held.push(() => socket.destroy());
    return socket;
  };
  /** A WebSocket on which nothing is sent. */
  const silent = (path: string, headers = ""): void => {
    socketTo(Number(port)).write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers}\r\n`,
    );
  };
  const halfCall = (path: string): void => {
    const session = connectHttp2("http://x", { createConnection: () => socketTo(grpcPort) });
    session.on("error", () => {});
    const headers = { ":path": path, ":method": "POST", "content-type": "application/grpc" };
    session
      .request({ ...headers, ":authority": `${host}:${grpcPort}`, te: "trailers" })
      .on("error", () => {});
  };
  return { ask, json, ticket, silent, halfCall };
}

async function offer(): Promise<string> {
  const peer = new RTCPeerConnection();
  onTestFinished(() => peer.close());
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
  return peer.localDescription?.sdp ?? "";
}

test("[R51] whatever one client begins and holds, another one still joins on every transport but WebTransport, in any room", async (context) => {
  context.skip(process.platform === "darwin", "macOS has one loopback address");
  const game = await startRealServer({
    PLAYERS_PER_ADDRESS: String(playersPerAddress),
    GRPC_PORT: "0",
    HTTPS_PORT: "off",
  });
  const origin = `http://${host}:${game.port}`;
  const theirs = attacker(origin, game.grpcPort ?? 0);
  const sdp = await offer();
  const body = JSON.stringify({ sdp });
  for (let i = 0; i < many; i += 10)
    await Promise.all(
      Array.from({ length: 10 }, async (_, j) => {
        const authorization = `Bearer ${await theirs.ticket()}`;
        await theirs.ask("/api/webrtc", { ...theirs.json, authorization }, body);
        await theirs.ask(`/link/${j % 2 ? "sse" : "long-polling"}`, { authorization });
        await theirs.ask("/socket.io-polling/?EIO=4&transport=polling");
      }),
    );
  const credential = `Sec-WebSocket-Protocol: crosswire, crosswire.${await theirs.ticket()}\r\n`;
  // Each takes a socket, and one address may have fewer sockets than of anything else here.
  for (let i = 0; i < 12; i++) {
    theirs.silent("/link/websocket", credential);
    theirs.silent("/socket.io/?EIO=4&transport=websocket");
    theirs.silent("/signal/?EIO=4&transport=websocket");
    theirs.halfCall("/crosswire.v1.Game/Play");
    theirs.halfCall("/crosswire.v1.Wire/Link");
  }
  const options = { service: async () => Wire, EventSource, RTCPeerConnection };
  const dialers = createDialers(options).filter(({ unsupported }) => unsupported?.() === undefined);
  for (const [i, dialer] of dialers.entries()) {
    const player = await joinOver(origin, { room: i === 0 ? "mine" : "lobby" }, dialer);
    expect([dialer.transport, player.client.closed]).toEqual([dialer.transport, undefined]);
  }
  // Node has no WebTransport.
  const missing = playerTransports.filter(({ name }) =>
    dialers.every((each) => each.transport !== name),
  );
  expect(missing.map(({ label }) => label)).toEqual(["WebTransport"]);
});
