/**
 * A link from browser to browser. Both ends dial: one offers, the other answers, and somebody both know carries the
 * words (introduction.ts). What is then spoken is the same as with the server's peer: channels of ../webrtc/channels.ts.
 */
import {
  defaultLimits,
  DialFailed,
  type Attach,
  type CloseReason,
  type DialOptions,
  type Link,
  type LinkLimits,
} from "../link.ts";
import { dataChannelMaxBytes } from "../max-bytes.ts";
import { Channels } from "../webrtc/peer-channels.ts";
import { phaseClock } from "../webrtc/phase-clock.ts";
import { WireLink } from "../wire-link.ts";
import type { Introduction } from "./introduction.ts";
import { Meeting } from "./meeting.ts";

export interface MeshLinkOptions extends DialOptions {
  readonly introduction: Introduction;
  /** The far side's offer, to be answered; without it this side offers. */
  readonly offer?: string | undefined;
  /** STUN and TURN servers. */
  readonly configuration?: RTCConfiguration;
  /** The platform's by default. */
  readonly RTCPeerConnection?: new (configuration?: RTCConfiguration) => RTCPeerConnection;
  readonly limits?: Partial<LinkLimits>;
  /** ICE tries every pair of addresses for seconds; what has not opened by then will not. */
  readonly openWithinMs?: number;
}

const transport = "mesh";

/** @throws DialFailed, or the signal's reason. */
export async function meshLink(attach: Attach, options: MeshLinkOptions): Promise<Link> {
  const { offer, openWithinMs = 10_000 } = options;
  const late = AbortSignal.timeout(openWithinMs);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  signal.throwIfAborted();
  const Peer = options.RTCPeerConnection ?? globalThis.RTCPeerConnection;
  if (!Peer) throw failed({ code: "incompatible", by: "local", detail: "no WebRTC here" });
  const peer = new Peer(options.configuration);
  const meeting = new Meeting(peer, options.introduction);
  const endPhase = phaseClock(options.onPhase);
  let channels: Channels | undefined;
  try {
    channels =
      offer === undefined
        ? await offered(peer, meeting, signal, endPhase)
        : await answered(peer, meeting, offer, endPhase);
    await channels.opened(signal, endPhase);
  } catch (error) {
    if (channels) channels.end();
    else peer.close();
    options.signal?.throwIfAborted();
    if (!late.aborted) throw error;
    throw failed({ code: "timeout", by: "network", detail: `not open within ${openWithinMs} ms` });
  } finally {
    meeting.end();
  }
  const limits = { ...defaultLimits, ...options.limits };
  const link = new WireLink({
    transport,
    limits,
    maxBytes: dataChannelMaxBytes,
    mayLose: true,
    wire: channels,
  });
  link.attach(attach);
  channels.tell(link);
  return link;
}

async function offered(
  peer: RTCPeerConnection,
  meeting: Meeting,
  signal: AbortSignal,
  endPhase: (name: string) => void,
): Promise<Channels> {
  const channels = new Channels(peer, { transport, farEnd: "this peer" });
  try {
    await peer.setLocalDescription(await peer.createOffer());
    endPhase("offer");
    meeting.describe("offer", peer.localDescription?.sdp ?? "");
    const sdp = await meeting.answer(signal);
    endPhase("signaling");
    await meeting.take("answer", sdp);
    return channels;
  } catch (error) {
    channels.end();
    throw error;
  }
}

async function answered(
  peer: RTCPeerConnection,
  meeting: Meeting,
  offer: string,
  endPhase: (name: string) => void,
): Promise<Channels> {
  await meeting.take("offer", offer);
  const channels = new Channels(peer, { transport, farEnd: "this peer" });
  endPhase("offer");
  await peer.setLocalDescription(await peer.createAnswer());
  meeting.describe("answer", peer.localDescription?.sdp ?? "");
  endPhase("signaling");
  return channels;
}

function failed(reason: CloseReason): DialFailed {
  return new DialFailed({ transport, reason });
}
