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
import { freeUdpPort } from "./ports.ts";
import { signaling } from "./signaling.ts";
import type { Meet, Say, Served, Way } from "./way.ts";

export type Measured = Exclude<Link["transport"], "mesh" | "memory">;

const host = "127.0.0.1";
const admission = { admits: () => true, refusal: () => undefined };

const attachOf =
  (meet: Meet): Attach =>
  (link) => ({
    message: meet((payload) => void link.send(payload, "reliable-ordered")),
    closed: () => {},
  });

async function overServer(
  acceptor: (options: SocketioAcceptorOptions) => Acceptor,
  meet: Meet,
): Promise<Served> {
  const { server, origin } = await listening();
  await acceptor({ server, admission }).listen(attachOf(meet));
  return { origin };
}

async function overFastify(
  acceptor: (options: HttpAcceptorOptions) => Acceptor,
  meet: Meet,
): Promise<Served> {
  const fastify = Fastify();
  await acceptor({ fastify, admission }).listen(attachOf(meet));
  return { origin: await fastify.listen({ host, port: 0 }) };
}

async function overPeers(meet: Meet): Promise<Served> {
  const portUdp = await freeUdpPort();
  const acceptor = webrtcAcceptor({ portUdp, bindAddress: host });
  await acceptor.listen(attachOf(meet));
  return signaling(portUdp, async (offer, toldPort) => {
    const { sdp } = await acceptor.answer(offer, { address: host });
    return { sdp: sdp.replaceAll(` ${portUdp} typ `, ` ${toldPort} typ `) };
  });
}

async function overQuic(meet: Meet): Promise<Served> {
  const portUdp = await freeUdpPort();
  // Only here: the whole game comes with it.
  const { makeCertificate } = await import("#server");
  const certificate = await makeCertificate(Date.now(), host);
  const options = { portUdp, host, certificate: () => certificate, admission };
  const acceptor = webtransportAcceptor(options);
  await acceptor.listen(attachOf(meet));
  return signaling(portUdp, async (_offer, toldPort) => ({
    url: `https://${host}:${toldPort}/link/webtransport?token=${acceptor.issueToken({ address: host, credential: "bench" })}`,
    certificateHash: certificate.hash,
  }));
}

function serve(transport: Measured, meet: Meet): Promise<Served> {
  switch (transport) {
    case "webrtc":
    case "webrtc-reliable":
      return overPeers(meet);
    case "webtransport":
      return overQuic(meet);
    case "websocket":
      return overServer(websocketAcceptor, meet);
    case "socketio":
      return overServer(socketioAcceptor, meet);
    case "socketio-polling":
      return overServer(socketioPollingAcceptor, meet);
    case "sse":
      return overFastify(sseAcceptor, meet);
    case "long-polling":
      return overFastify(longPollingAcceptor, meet);
    case "short-polling":
      return overFastify(shortPollingAcceptor, meet);
    case "grpc":
      return overFastify((options) => grpcAcceptor({ ...options, service: Wire }), meet);
  }
}

function dialerOf(transport: Measured): Dialer {
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

/** Of the delivery that needs most. A link counts frames, not payloads, as in flight. */
function frameBytesOf(link: Link): number {
  const payload = new Uint8Array(64);
  const before = link.stats().bufferedBytes;
  link.send(payload, "unreliable-sequenced");
  return link.stats().bufferedBytes - before - payload.length;
}

export const linkWay = (transport: Measured): Way => ({
  serve: (meet) => serve(transport, meet),
  async dial(origin: string, heard: Say) {
    const attach: Attach = () => ({ message: heard, closed: () => {} });
    const link = await dialerOf(transport).dial({ origin, credential: "bench" }, attach);
    return {
      say: (payload) => void link.send(payload, "reliable-ordered"),
      frameBytes: () => frameBytesOf(link),
      close: () => link.close("done"),
    };
  },
});
