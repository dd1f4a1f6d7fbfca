/** Accepts links over long polling: each poll is held until there are frames for it, or until `holdMs` is over. */
import type { Acceptor } from "../link.ts";
import { httpAcceptor, type HttpAcceptorOptions } from "../http/accept.ts";
import { PollDownlink } from "../http/poll-downlink.ts";

export interface LongPollingAcceptorOptions extends HttpAcceptorOptions {
  /** A poll without frames is answered after this time, before a proxy closes it: 20 s by default; many proxies wait 30 s. */
  readonly holdMs?: number;
}

export function longPollingAcceptor({
  holdMs = 20_000,
  ...options
}: LongPollingAcceptorOptions): Acceptor {
  const transport = "long-polling";
  return httpAcceptor(
    { transport, createDownlink: (peer, limits) => new PollDownlink(peer, { limits, holdMs }) },
    options,
  );
}
