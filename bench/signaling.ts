/** The one exchange over HTTP that leads to a UDP port. */
import type { RequestListener } from "node:http";
import { json } from "node:stream/consumers";
import { listening } from "./listening.ts";
import type { ServerEnd } from "./transport-adapter.ts";

export interface Offer {
  readonly sdp: string;
  readonly channels?: "by-delivery" | "one";
}

/** Whatever is asked is answered by `respond`, which is told the UDP port to name. */
export async function signaling(
  portUdp: number,
  respond: (offer: Offer, advertisedPort: number) => Promise<object>,
): Promise<ServerEnd> {
  let toldPort = portUdp;
  const answer = async (...[request, response]: Parameters<RequestListener>): Promise<void> => {
    const offer = request.method === "POST" ? await json(request).catch(() => ({})) : {};
    response.end(JSON.stringify(await respond(offer as Offer, toldPort)));
  };
  const { origin } = await listening((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(503).end(String(error)));
  });
  return { origin, portUdp, advertisePort: (port) => void (toldPort = port) };
}
