/** Our links, at both ends: the same for every transport. */
import Fastify from "fastify";
import { freeUdpPort } from "../scripts/free-port.mjs";
import { Wire } from "#protocol/wire";
import { type Attach, type Link, transportEntry, type TransportName } from "#transport";
import { createHttpAcceptors, webrtcAcceptor, webtransportAcceptor } from "#transport/accept";
import { createDialers } from "#transport/dial";
import { EventSource, NodeWebTransport, RTCPeerConnection } from "#transport/dial-node";
import { signaling } from "./signaling.ts";
import type { OnPeer, PayloadHandler, ServerEnd, TransportAdapter } from "./transport-adapter.ts";

const host = "127.0.0.1";
const admission = { admits: () => true, refusal: () => undefined };

const attachOf =
  (onPeer: OnPeer): Attach =>
  (link) => ({
    message: onPeer((payload) => void link.send(payload, "reliable-ordered")),
    closed: () => {},
  });

async function overHttp(transport: TransportName, onPeer: OnPeer): Promise<ServerEnd> {
  const fastify = Fastify();
  const { server } = fastify;
  const acceptors = createHttpAcceptors({ fastify, server, admission, service: Wire });
  const acceptor = acceptors.find((each) => each.transport === transport);
  if (!acceptor) throw new Error(`no acceptor for ${transport}`);
  await acceptor.listen(attachOf(onPeer));
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

/** Transports with a UDP port of their own. */
const overUdp: Partial<Record<TransportName, (onPeer: OnPeer) => Promise<ServerEnd>>> = {
  webrtc: overPeers,
  "webrtc-reliable": overPeers,
  webtransport: overQuic,
};

function serve(transport: TransportName, onPeer: OnPeer): Promise<ServerEnd> {
  if (transportEntry(transport).listensOn === "http") return overHttp(transport, onPeer);
  const over = overUdp[transport];
  if (!over) throw new Error(`the bench has no server for ${transport}`);
  return over(onPeer);
}

const dialers = createDialers({
  RTCPeerConnection,
  EventSource,
  WebTransport: NodeWebTransport,
  service: async () => Wire,
});

/** Of the delivery with the longest frame. A link counts frames, not payloads, as in flight. */
function frameBytesOf(link: Link): number {
  const payload = new Uint8Array(64);
  const before = link.stats().bufferedBytes;
  link.send(payload, "unreliable-sequenced");
  return link.stats().bufferedBytes - before - payload.length;
}

export const linkAdapter = (transport: TransportName): TransportAdapter => ({
  serve: (onPeer) => serve(transport, onPeer),
  async dial(origin: string, onMessage: PayloadHandler) {
    const attach: Attach = () => ({ message: onMessage, closed: () => {} });
    const dialer = dialers.find((each) => each.transport === transport);
    if (!dialer) throw new Error(`no dialer for ${transport}`);
    const link = await dialer.dial({ origin, credential: "bench" }, attach);
    return {
      send: (payload) => void link.send(payload, "reliable-ordered"),
      frameBytes: () => frameBytesOf(link),
      close: () => link.close("done"),
    };
  },
});
