/** A link over streams of chunks, the same at both ends. Its frames wait in a queue until the stream sends them. */
import { Code, ConnectError } from "@connectrpc/connect";
import type { LinkLimits } from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { FrameBatcher } from "./frame-batcher.ts";

export interface QueuedLink {
  readonly link: WireLink;
  readonly frames: FrameBatcher;
}

/** `hangUp` is called once, when the remaining frames are sent or given up. */
export function createQueuedLink(limits: LinkLimits, closeCall: () => void): QueuedLink {
  const frames = new FrameBatcher();
  const link = new WireLink({
    transport: "grpc",
    limits,
    maxBytes: streamMaxBytes,
    wire: {
      write: (frame, lane) => frames.push(frame, lane),
      end() {
        frames.end();
        closeCall();
      },
    },
  });
  return { link, frames };
}

interface Frames {
  readonly frames: readonly Uint8Array[];
}

/** Receives a stream to its end, which is also the end of the link. */
export async function receiveAll(link: WireLink, chunks: AsyncIterable<Frames>): Promise<void> {
  try {
    for await (const chunk of chunks) receiveChunk(link, chunk);
    link.lost("the stream ended");
  } catch (error) {
    if (isMalformed(error)) link.close("protocol-error", error.rawMessage);
    link.lost(error instanceof Error ? error.message : undefined);
  }
}

export function receiveChunk(link: WireLink, { frames }: Frames): void {
  for (const frame of frames) link.receive(frame);
}

/** The error codes of Connect for bytes that are no message, for a message that is too long, and for half a message. */
function isMalformed(error: unknown): error is ConnectError {
  if (!(error instanceof ConnectError)) return false;
  const { code } = error;
  return code === Code.InvalidArgument || code === Code.ResourceExhausted || code === Code.Internal;
}
