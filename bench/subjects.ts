/** The transports in the order of their table, and what is particular about each. */
import type { BenchTransport } from "./link-adapter.ts";

export interface Subject {
  readonly transport: BenchTransport;
  /** What stands beside it, in the words of the table. */
  readonly bare: string;
  /** Before each frame, where several share a body: its length. */
  readonly batchBytes?: number;
  /** Where a round trip takes long, for some of them. */
  readonly aloneMs?: number;
  /** Of its CPU, one message at a time. */
  readonly note?: string;
}

export const subjects: readonly Subject[] = [
  { transport: "webrtc", bare: "data channel" },
  { transport: "webrtc-reliable", bare: "data channel" },
  { transport: "webtransport", bare: "none" },
  { transport: "websocket", bare: "ws" },
  { transport: "socketio", bare: "emit" },
  { transport: "socketio-polling", bare: "emit" },
  { transport: "sse", bare: "node:http", batchBytes: 1 },
  { transport: "long-polling", bare: "node:http", batchBytes: 1 },
  {
    transport: "short-polling",
    bare: "node:http",
    batchBytes: 1,
    aloneMs: 1200,
    note:
      "at five messages a second most of the difference is what an open link does by the clock, ten times a second, " +
      "and what a poll passes on its way: it is there without messages too",
  },
  { transport: "grpc", bare: "Connect" },
];
