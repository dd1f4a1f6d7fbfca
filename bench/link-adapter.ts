/** Our links, at both ends: the same for every transport. */
import Fastify from "fastify";
import { Wire } from "#protocol/wire";
import type { Acceptor, Attach, Dialer, Link } from "#transport";
import {
  grpcAcceptor,
  longPollingAcceptor,
  shortPollingAcceptor,
  socketioAcceptor,
  socketioPollingAcceptor,
  sseAcceptor,
  webrtcAcceptor,
  webtransportAcceptor,
  websocketAcceptor,
  type HttpAcceptorOptions,
  type SocketioAcceptorOptions,
} from "#transport/accept";
import {
  grpcDialer,
  longPollingDialer,
  shortPollingDialer,
  socketioDialer,
  socketioPollingDialer,
  sseDialer,
  webrtcDialer,
  webrtcReliableDialer,
  webtransportDialer,
  websocketDialer,
} from "#transport/dial";
import { EventSource, NodeWebTransport, RTCPeerConnection } from "#transport/dial-node";
import { listening } from "./listening.ts";
import { freeUdpPort } from "../scripts/free-port.mjs";
import { signaling } from "./signaling.ts";
import type { OnPeer, PayloadHandler, ServerEnd, TransportAdapter } from "./transport-adapter.ts";

export type BenchTransport = Exclude<Link["transport"], "mesh" | "memory">;

const host = "127.0.0.1";
const admission = { admits: () => true, refusal: () => undefined };

const attachOf =
  (onPeer: OnPeer): Attach =>
  (link) => ({
    message: onPeer((payload) => void link.send(payload, "reliable-ordered")),
    closed: () => {},
  });

async function overServer(
  acceptor: (options: SocketioAcceptorOptions) => Acceptor,
  onPeer: OnPeer,
): Promise<ServerEnd> {
  const { server, origin } = await listening();
  await acceptor({ server, admission }).listen(attachOf(onPeer));
  return { origin };
}

async function overFastify(
  acceptor: (options: HttpAcceptorOptions) => Acceptor,
  onPeer: OnPeer,
): Promise<ServerEnd> {
  const fastify = Fastify();
  await acceptor({ fastify, admission }).listen(attachOf(onPeer));
  return { origin: await fastify.listen({ host, port: 0 }) };
}

async function overPeers(onPeer: OnPeer): Promise<ServerEnd> {
  const portUdp = await freeUdpPort();
  const acceptor = webrtcAcceptor({ portUdp, bindAddress: host });
  await acceptor.listen(attachOf(onPeer));
  return signaling(portUdp, async (offer, advertisedPort) => {
    const { sdp } = await acceptor.answer(offer, { address: host });
    return { sdp: sdp.replaceAll(` ${portUdp} typ `, ` ${advertisedPort} typ `) };
  });
}

async function overQuic(onPeer: OnPeer): Promise<ServerEnd> {
  const portUdp = await freeUdpPort();
  // Imported only here, because it loads the whole server.
  const { makeCertificate } = await import("#server");
  const certificate = await makeCertificate(Date.now(), host);
  const options = { portUdp, host, certificate: () => certificate, admission };
  const acceptor = webtransportAcceptor(options);
  await acceptor.listen(attachOf(onPeer));
  return signaling(portUdp, async (_offer, advertisedPort) => ({
    url: `https://${host}:${advertisedPort}/link/webtransport?token=${acceptor.issueToken({ address: host, credential: "bench" })}`,
    certificateHash: certificate.hash,
  }));
}

function serve(transport: BenchTransport, onPeer: OnPeer): Promise<ServerEnd> {
  switch (transport) {
    case "webrtc":
    case "webrtc-reliable":
      return overPeers(onPeer);
    case "webtransport":
      return overQuic(onPeer);
    case "websocket":
      return overServer(websocketAcceptor, onPeer);
    case "socketio":
      return overServer(socketioAcceptor, onPeer);
    case "socketio-polling":
      return overServer(socketioPollingAcceptor, onPeer);
    case "sse":
      return overFastify(sseAcceptor, onPeer);
    case "long-polling":
      return overFastify(longPollingAcceptor, onPeer);
    case "short-polling":
      return overFastify(shortPollingAcceptor, onPeer);
    case "grpc":
      return overFastify((options) => grpcAcceptor({ ...options, service: Wire }), onPeer);
  }
}

function dialerOf(transport: BenchTransport): Dialer {
  switch (transport) {
    case "webrtc":
      return webrtcDialer({ RTCPeerConnection });
    case "webrtc-reliable":
      return webrtcReliableDialer({ RTCPeerConnection });
    case "webtransport":
      return webtransportDialer({ WebTransport: NodeWebTransport });
    case "websocket":
      return websocketDialer();
    case "socketio":
      return socketioDialer();
    case "socketio-polling":
      return socketioPollingDialer();
    case "sse":
      return sseDialer({ EventSource });
    case "long-polling":
      return longPollingDialer();
    case "short-polling":
      return shortPollingDialer();
    case "grpc":
      return grpcDialer({ service: async () => Wire });
  }
}

/** Of the delivery with the longest frame. A link counts frames, not payloads, as in flight. */
function frameBytesOf(link: Link): number {
  const payload = new Uint8Array(64);
  const before = link.stats().bufferedBytes;
  link.send(payload, "unreliable-sequenced");
  return link.stats().bufferedBytes - before - payload.length;
}

export const linkAdapter = (transport: BenchTransport): TransportAdapter => ({
  serve: (onPeer) => serve(transport, onPeer),
  async dial(origin: string, onMessage: PayloadHandler) {
    const attach: Attach = () => ({ message: onMessage, closed: () => {} });
    const link = await dialerOf(transport).dial({ origin, credential: "bench" }, attach);
    return {
      send: (payload) => void link.send(payload, "reliable-ordered"),
      frameBytes: () => frameBytesOf(link),
      close: () => link.close("done"),
    };
  },
});
