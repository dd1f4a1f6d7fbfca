/** The transports in the order of their table, with the facts that their measurement needs. */
import { playerTransports, type TransportName } from "#transport";
import { bareLibraries } from "./transport-adapters.ts";

interface Facts {
  /** Bytes of the length before each frame, where several frames share a body. */
  readonly batchBytes?: number;
  /** The length of a round with one message at a time, where a round trip takes long. */
  readonly aloneMs?: number;
  /** A note on its CPU with one message at a time. */
  readonly note?: string;
}

export interface Subject extends Facts {
  readonly transport: TransportName;
  /** The library to compare with, as the table names it; "none" where there is none. */
  readonly bare: string;
}

const factsOf: Partial<Record<TransportName, Facts>> = {
  sse: { batchBytes: 1 },
  "long-polling": { batchBytes: 1 },
  "short-polling": {
    batchBytes: 1,
    aloneMs: 1200,
    note:
      "at five messages a second most of the difference is the work of an open link ten times a second, and the layers that " +
      "a poll passes; both cost the same without messages",
  },
};

export const subjects: readonly Subject[] = playerTransports.map(({ name }) => ({
  transport: name,
  bare: bareLibraries[name]?.library ?? "none",
  ...factsOf[name],
}));
