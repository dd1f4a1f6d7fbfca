/** The HTTP server that answers offers with the UDP port of a peer. */
import type { RequestListener } from "node:http";
import { json } from "node:stream/consumers";
import { listening } from "./listen-on-loopback.ts";
import type { ServerEnd } from "./transport-adapter.ts";

export interface Offer {
  readonly sdp: string;
  readonly channels?: "by-delivery" | "one";
}

/** Answers every request by `respond`, which receives the UDP port to advertise. */
export async function signaling(
  portUdp: number,
  respond: (offer: Offer, advertisedPort: number) => Promise<object>,
): Promise<ServerEnd> {
  let currentPort = portUdp;
  const answer = async (...[request, response]: Parameters<RequestListener>): Promise<void> => {
    const offer = request.method === "POST" ? await json(request).catch(() => ({})) : {};
    response.end(JSON.stringify(await respond(offer as Offer, currentPort)));
  };
  const { origin } = await listening((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(503).end(String(error)));
  });
  return { origin, portUdp, advertisePort: (port) => void (currentPort = port) };
}
