/** What a transport supplies to the link (wire-link.ts): something that moves frames, in lanes. */
import { decodeFrame, MalformedFrame, type Frame } from "./frame.ts";
import type { Delivery, LinkLimits, TransportName } from "./link.ts";

/** The lane of a frame: that of its delivery, or a separate one for control frames. */
export type Lane = Delivery | "control";

/** What a transport supplies. Frames keep their boundaries and go from `write` to `receive` of the far side. */
export interface Wire {
  /** The wire may keep the bytes. May throw when the wire is broken. */
  write(frame: Uint8Array<ArrayBuffer>, lane: Lane): void;
  /** Frees the wire. Called once. Frames written before may still be sent, but nothing waits for them. */
  end(): void;
  /** Bytes that the platform has taken and not passed to the network, where it reports them. */
  queuedBytes?(): number;
  /** Messages that a newer one replaced before they were sent, where that happens. */
  replacedMessages?(): number;
}

export interface WireLinkOptions {
  readonly transport: TransportName;
  readonly wire: Wire;
  readonly limits: LinkLimits;
  readonly maxBytes: Readonly<Record<Delivery, number>>;
}

/** Decodes a frame and checks that it arrived in its lane. */
export function decodeFrameOfLane(bytes: Uint8Array, lane: Lane | undefined): Frame {
  const frame = decodeFrame(bytes);
  if (lane !== undefined && laneOf(frame) !== lane) {
    throw new MalformedFrame(`${frame.kind} in the lane of ${lane}`);
  }
  return frame;
}

function laneOf(frame: Frame): Lane {
  switch (frame.kind) {
    case "unreliable":
    case "unreliable-sequenced":
    case "reliable-unordered":
    case "reliable-ordered":
      return frame.kind;
    case "ack-request":
      return frame.lane;
    case "ack":
      return "control";
    case "close":
      return "reliable-ordered";
  }
}
