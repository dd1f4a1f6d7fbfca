/** Accepts Server-Sent Events: one GET for each link is answered with a stream of events that ends when the link does. */
import type { Acceptor } from "../link.ts";
import { httpAcceptor, type HttpAcceptorOptions } from "../http/accept.ts";
import { SseDownlink } from "./sse-downlink.ts";

export function sseAcceptor(options: HttpAcceptorOptions): Acceptor {
  return httpAcceptor(
    { transport: "sse", createDownlink: (peer) => new SseDownlink(peer) },
    options,
  );
}
