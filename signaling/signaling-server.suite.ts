/** A signaling server on its own port, and clients that send whatever a test wants. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { expect, onTestFinished } from "vitest";
import { mount } from "#transport/accept";
import { type Member, meshPath, meshSignaling } from "./index.ts";

export type ReceivedEvent = readonly [name: string, ...args: unknown[]];

export async function signalingServer(sessions: Record<string, Member>, heartbeatMs = 5000) {
  const members = new Map(Object.entries(sessions));
  let nowMs = 0;
  const server = createServer((_request, response) => response.writeHead(404).end());
  const mesh = meshSignaling({
    memberOf: (key) => members.get(key),
    refusal: ({ origin = "http://crosswire.test" }) =>
      origin === "http://crosswire.test" ? undefined : "not for this page",
    now: () => nowMs,
    heartbeatMs,
  });
  mount(server, meshPath, mesh);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    mesh.stop();
    server.close();
    server.closeAllConnections();
  });
  return {
    port,
    members,
    turn: (ms: number) => void (nowMs += ms),
    visitor: (auth: Record<string, unknown>, headers: Record<string, string> = {}) =>
      new RawSignalingClient(port, auth, headers),
    async member(key: string): Promise<RawSignalingClient> {
      const visitor = new RawSignalingClient(port, { key }, {});
      await expect.poll(() => visitor.events.length).toBeGreaterThan(0);
      return visitor;
    },
  };
}

export class RawSignalingClient {
  readonly socket: Socket;
  /** The events that it received, in order. */
  readonly events: ReceivedEvent[] = [];
  /** The reason of its refusal or disconnection. */
  ended: string | undefined;

  constructor(port: number, auth: Record<string, unknown>, extraHeaders: Record<string, string>) {
    this.socket = io(`http://127.0.0.1:${port}`, {
      path: "/signal",
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      auth,
      extraHeaders,
    });
    this.socket.onAny((name: string, ...args: unknown[]) => this.events.push([name, ...args]));
    this.socket.on("connect_error", ({ message }) => (this.ended = message));
    this.socket.on("disconnect", (reason) => (this.ended = reason));
    onTestFinished(() => void this.socket.disconnect());
  }
}

/** A description of data channels as it is forwarded: without addresses. */
export const description = [
  "v=0",
  "o=- 1 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:EsAw",
  "a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y",
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "A7").join(":")}`,
  "a=setup:actpass",
  "a=mid:0",
  "a=sctp-port:5000",
  "",
].join("\r\n");
