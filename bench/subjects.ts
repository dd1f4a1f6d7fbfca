/** The transports in the order of their table, with the facts that their measurement needs. */
import type { BenchTransport } from "./link-adapter.ts";

export interface Subject {
  readonly transport: BenchTransport;
  /** The library to compare with, as the table names it. */
  readonly bare: string;
  /** Bytes of the length before each frame, where several frames share a body. */
  readonly batchBytes?: number;
  /** The length of a round with one message at a time, where a round trip takes long. */
  readonly aloneMs?: number;
  /** A note on its CPU with one message at a time. */
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
      "at five messages a second most of the difference is the work of an open link ten times a second, and the layers that " +
      "a poll passes; both cost the same without messages",
  },
  { transport: "grpc", bare: "Connect" },
];
