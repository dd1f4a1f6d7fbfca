/** A link over streams of chunks, the same at both ends: what it says waits in a queue for whoever streams it. */
import { Code, ConnectError } from "@connectrpc/connect";
import type { LinkLimits } from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { FrameBatcher } from "./frame-batcher.ts";

export interface QueuedLink {
  readonly link: WireLink;
  readonly frames: FrameBatcher;
}

/** `hangUp` is called once, when nobody waits any longer for the frames that are left. */
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

/** Hears a stream to its end, which is the link's end too. */
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

/** What Connect makes of bytes that are no message, too long a one, or half of one. */
function isMalformed(error: unknown): error is ConnectError {
  if (!(error instanceof ConnectError)) return false;
  const { code } = error;
  return code === Code.InvalidArgument || code === Code.ResourceExhausted || code === Code.Internal;
}
