/** The test rigs of the transports. */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  memoryAcceptor,
  socketioAcceptor,
  socketioPollingAcceptor,
  webrtcAcceptor,
  websocketAcceptor,
} from "../accept.ts";
import {
  memoryDialer,
  socketioDialer,
  socketioPollingDialer,
  webrtcDialer,
  webrtcReliableDialer,
  websocketDialer,
} from "../dial.ts";
import { RTCPeerConnection } from "../dial-node.ts";
import { MemoryHub } from "../memory/hub.ts";
import type { OfferAnswerer, Offer } from "../webrtc/offer-answer.ts";
import type { Acceptor, Dialer, LinkLimits } from "../link.ts";
import { throughRelay } from "../webrtc/sdp.ts";
import {
  admission,
  goodCaller,
  goodCredential,
  type TestRig,
  type MakeTestRig,
} from "./test-rig.ts";
import { seededRandom } from "./seeded-random.ts";
import { tcpProxy } from "./tcp-proxy.ts";
import { freeUdpPort, udpRelay } from "./udp-relay.ts";

export const memoryRig: MakeTestRig = async (limits) => {
  const hub = new MemoryHub();
  const random = seededRandom(1);
  return {
    acceptor: memoryAcceptor({ hub, admission, limits }),
    dialer: memoryDialer({ hub, limits }),
    address: { origin: "memory:", credential: goodCredential },
    wire: {
      cut: () => hub.cut(),
      impair: () =>
        hub.impair(() => {
          const draw = random();
          return draw < 0.05 ? "lost" : draw < 0.2 ? "late" : "arrives";
        }),
    },
    free: () => {},
  };
};

export const socketioRig: MakeTestRig = (limits) =>
  streamRig((server) => ({
    acceptor: socketioAcceptor({ server, admission, limits }),
    dialer: socketioDialer({ limits }),
  }));

export const socketioPollingRig: MakeTestRig = (limits) =>
  streamRig((server) => ({
    acceptor: socketioPollingAcceptor({ server, admission, limits }),
    dialer: socketioPollingDialer({ limits }),
  }));

export const websocketRig: MakeTestRig = (limits) =>
  streamRig((server) => ({
    acceptor: websocketAcceptor({ server, admission, limits }),
    dialer: websocketDialer({ limits }),
  }));

/** For all transports on an HTTP server. */
async function streamRig(
  endsOn: (server: Server) => { acceptor: Acceptor; dialer: Dialer },
): Promise<TestRig> {
  const server = await listening((_request, response) => response.writeHead(404).end());
  const proxy = await tcpProxy(portOf(server));
  return {
    ...endsOn(server),
    address: { origin: `http://127.0.0.1:${proxy.port}`, credential: goodCredential },
    wire: proxy,
    async free() {
      await proxy.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

export const webrtcRig = (limits: Partial<LinkLimits>) => peerRig(limits, webrtcDialer);

export const webrtcReliableRig = (limits: Partial<LinkLimits>) =>
  peerRig(limits, webrtcReliableDialer);

async function peerRig(limits: Partial<LinkLimits>, dialerWith: typeof webrtcDialer) {
  const portUdp = await freeUdpPort();
  const relay = await udpRelay(portUdp);
  const acceptor = webrtcAcceptor({ portUdp, bindAddress: "127.0.0.1", limits });
  const server = await listening(
    signaling(acceptor, (sdp) => throughRelay(sdp, { address: "127.0.0.1", portUdp: relay.port })),
  );
  return {
    acceptor,
    dialer: dialerWith({ RTCPeerConnection, limits }),
    address: { origin: `http://127.0.0.1:${portOf(server)}`, credential: goodCredential },
    wire: relay,
    async free() {
      await relay.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A minimal signaling route. */
function signaling(acceptor: OfferAnswerer, changed: (sdp: string) => string): RequestListener {
  const respond = async (...[request, response]: Parameters<RequestListener>) => {
    if (request.headers.authorization !== `Bearer ${goodCredential}`) {
      return response.writeHead(401).end();
    }
    const { sdp } = await acceptor.answer(JSON.parse(await text(request)) as Offer, goodCaller);
    return response.end(JSON.stringify({ sdp: changed(sdp) }));
  };
  return (request, response) => {
    respond(request, response).catch((error: unknown) =>
      response.writeHead(503).end(String(error)),
    );
  };
}

export async function listening(onRequest: RequestListener): Promise<Server> {
  const server = createServer(onRequest);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
