/** Receives the first message of a stream, which has the credential. Few streams may be without one, and none for long. */
import { Code, ConnectError } from "@connectrpc/connect";
import type { Caller } from "../link.ts";
import type { PendingHandshakes } from "../pending-handshakes.ts";

export interface FirstMessageOptions {
  readonly handshakes: PendingHandshakes;
  readonly caller: Caller;
  readonly withinMs: number;
  /** Ends the call, because it takes too long or newer calls took its place. */
  readonly abort: () => void;
}

/** @throws ConnectError for a stream that ends without one. */
export async function firstMessage<T>(
  stream: AsyncIterator<T>,
  { handshakes, caller, withinMs, abort }: FirstMessageOptions,
): Promise<T> {
  const finish = handshakes.add(caller, abort);
  const timer = setTimeout(abort, withinMs);
  try {
    const first = await stream.next();
    if (!first.done) return first.value;
    throw new ConnectError("ended without a message", Code.InvalidArgument);
  } finally {
    clearTimeout(timer);
    finish();
  }
}
