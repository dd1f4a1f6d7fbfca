/** Shared by the dialers for browsers and for Node: the first chunk opens the link, and an abort ends everything. */
import { Code, ConnectError } from "@connectrpc/connect";
import {
  DialFailed,
  type Attach,
  type CloseReason,
  type DialOptions,
  type Link,
  type LinkLimits,
} from "../link.ts";
import type { Chunk } from "./service.ts";
import { receiveChunk, receiveAll, createQueuedLink, type QueuedLink } from "./stream-link.ts";

export interface GrpcDialing extends DialOptions {
  readonly attach: Attach;
  readonly limits: LinkLimits;
  /** Makes the call whose answer is the link; the signal ends it. */
  call(made: QueuedLink, signal: AbortSignal): AsyncIterable<Chunk>;
  /** The link is open; its frames are sent from now on. */
  opened?(made: QueuedLink, first: Chunk, signal: AbortSignal): void;
  /** The call has ended: frees what it used. */
  ended?(): void;
}

export async function dialStream(dialing: GrpcDialing): Promise<Link> {
  const { signal, onPhase, attach, limits } = dialing;
  signal?.throwIfAborted();
  const calls = new AbortController();
  const end = (): void => {
    calls.abort();
    dialing.ended?.();
  };
  const made = createQueuedLink(limits, end);
  signal?.addEventListener("abort", end);
  try {
    const startMs = performance.now();
    const chunks = dialing.call(made, calls.signal)[Symbol.asyncIterator]();
    const first = await chunks.next();
    if (first.done) throw new ConnectError("no link in the answer", Code.Internal);
    onPhase?.({ name: "open", startMs, endMs: performance.now() });
    signal?.throwIfAborted();
    made.link.attach(attach);
    dialing.opened?.(made, first.value, calls.signal);
    receiveChunk(made.link, first.value);
    void receiveAll(made.link, { [Symbol.asyncIterator]: () => chunks });
    return made.link;
  } catch (error) {
    // The link never opened, so that no listener receives this.
    made.link.lost();
    signal?.throwIfAborted();
    throw new DialFailed({ transport: "grpc", reason: reasonOf(ConnectError.from(error)) });
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

function reasonOf({ code, rawMessage: detail }: ConnectError): CloseReason {
  switch (code) {
    case Code.Unauthenticated:
    case Code.PermissionDenied:
    case Code.ResourceExhausted:
      return { code: "refused", by: "remote", detail };
    case Code.Internal:
    case Code.InvalidArgument:
    case Code.Unimplemented:
      return { code: "protocol-error", by: "remote", detail };
    default:
      return { code: "lost", by: "network", detail };
  }
}
