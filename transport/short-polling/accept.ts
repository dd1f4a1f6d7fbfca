/** Accepts short polling: each poll is answered at once, with the frames since the last one or with none. */
import type { Acceptor } from "../link.ts";
import { httpAcceptor, type HttpAcceptorOptions } from "../http/accept.ts";
import { PollDownlink } from "../http/poll-downlink.ts";

export function shortPollingAcceptor(options: HttpAcceptorOptions): Acceptor {
  const transport = "short-polling";
  return httpAcceptor(
    { transport, createDownlink: (peer, limits) => new PollDownlink(peer, { limits, holdMs: 0 }) },
    options,
  );
}
