/** The options of a session: its surroundings, and the functions that it calls. */
import type { InboundMessage, SpanRecorder, Welcome } from "#protocol";
import type { ClockSync } from "./clock-sync.ts";
import type { LinkOpenerOptions } from "./link-opener.ts";
import type { SessionState } from "./session-state.ts";

export interface SessionOptions extends Pick<
  LinkOpenerOptions,
  "origin" | "dialers" | "tracer" | "tracing" | "instrument"
> {
  readonly clock: ClockSync;
  /** This page's own clock, ms, monotonic. */
  readonly local: () => number;
  /** Turns a time of `performance.now()` into one of `local`. */
  readonly fromPage: (ms: number) => number;
  readonly recorder: SpanRecorder;
  /** A new session has begun: what was known of the world is void. */
  readonly joined: (welcome: Welcome) => void;
  readonly received: (message: InboundMessage) => void;
  readonly changed: (state: SessionState) => void;
  /** The server closed the link and gave a reason. The state shows it for a moment only: the page joins anew at once. */
  readonly closedByServer: (why: string) => void;
}
