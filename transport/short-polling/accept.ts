/** Answers each poll at once, with what has come since the last or with nothing. */
import type { Acceptor } from "../link.ts";
import { httpAcceptor, type HttpAcceptorOptions } from "../http/accept.ts";
import { PollDown } from "../http/poll-down.ts";

export function shortPollingAcceptor(options: HttpAcceptorOptions): Acceptor {
  const transport = "short-polling";
  return httpAcceptor(
    { transport, makeDown: (farEnd, limits) => new PollDown(farEnd, { limits, holdMs: 0 }) },
    options,
  );
}
