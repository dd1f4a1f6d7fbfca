/** Holds each poll until there is something to say. */
import type { Acceptor } from "../link.ts";
import { httpAcceptor, type HttpAcceptorOptions } from "../http/accept.ts";
import { PollDownlink } from "../http/poll-downlink.ts";

export interface LongPollingAcceptorOptions extends HttpAcceptorOptions {
  /** After this a poll is answered empty, before a proxy gives it up: 20 s by default, where many proxies wait 30. */
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
