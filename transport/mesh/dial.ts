/**
 * A link between two browsers. Both ends dial: one offers, the other answers, and a signaling server carries their signals
 * (signaling-channel.ts). The channels are those of a link to the server's peer (../webrtc/channel-layouts.ts).
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
import { PeerChannels } from "../webrtc/peer-channels.ts";
import { phaseClock } from "../webrtc/phase-clock.ts";
import { WireLink } from "../wire-link.ts";
import type { SignalingChannel } from "./signaling-channel.ts";
import { Negotiation } from "./negotiation.ts";

export interface MeshLinkOptions extends DialOptions {
  readonly signaling: SignalingChannel;
  /** The offer of the far side, to be answered; without it this side offers. */
  readonly offer?: string | undefined;
  /** STUN and TURN servers. */
  readonly configuration?: RTCConfiguration;
  /** The platform's by default. */
  readonly RTCPeerConnection?: new (configuration?: RTCConfiguration) => RTCPeerConnection;
  readonly limits?: Partial<LinkLimits>;
  /** ICE tries every pair of addresses for seconds; a link that is not open by then will not open. */
  readonly openWithinMs?: number;
}

const transport = "mesh";

/** @throws DialFailed, or the signal's reason. */
export async function openMeshLink(attach: Attach, options: MeshLinkOptions): Promise<Link> {
  const { offer, openWithinMs = 10_000 } = options;
  const late = AbortSignal.timeout(openWithinMs);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  signal.throwIfAborted();
  const Peer = options.RTCPeerConnection ?? globalThis.RTCPeerConnection;
  if (!Peer) throw failed({ code: "incompatible", by: "local", detail: "no WebRTC here" });
  const peer = new Peer(options.configuration);
  const negotiation = new Negotiation(peer, options.signaling);
  const endPhase = phaseClock(options.onPhase);
  let channels: PeerChannels | undefined;
  try {
    channels =
      offer === undefined
        ? await negotiateAsOfferer(peer, negotiation, signal, endPhase)
        : await negotiateAsAnswerer(peer, negotiation, offer, endPhase);
    await channels.opened(signal, endPhase);
  } catch (error) {
    if (channels) channels.end();
    else peer.close();
    options.signal?.throwIfAborted();
    if (!late.aborted) throw error;
    throw failed({ code: "timeout", by: "network", detail: `not open within ${openWithinMs} ms` });
  } finally {
    negotiation.end();
  }
  const limits = { ...defaultLimits, ...options.limits };
  const link = new WireLink({
    transport,
    limits,
    maxBytes: dataChannelMaxBytes,
    wire: channels,
  });
  link.attach(attach);
  channels.deliverTo(link);
  return link;
}

async function negotiateAsOfferer(
  peer: RTCPeerConnection,
  negotiation: Negotiation,
  signal: AbortSignal,
  endPhase: (name: string) => void,
): Promise<PeerChannels> {
  const channels = new PeerChannels(peer, { transport, remoteName: "this peer" });
  try {
    await peer.setLocalDescription(await peer.createOffer());
    endPhase("offer");
    negotiation.sendDescription("offer", peer.localDescription?.sdp ?? "");
    const sdp = await negotiation.waitForAnswer(signal);
    endPhase("signaling");
    await negotiation.receiveDescription("answer", sdp);
    return channels;
  } catch (error) {
    channels.end();
    throw error;
  }
}

async function negotiateAsAnswerer(
  peer: RTCPeerConnection,
  negotiation: Negotiation,
  offer: string,
  endPhase: (name: string) => void,
): Promise<PeerChannels> {
  await negotiation.receiveDescription("offer", offer);
  const channels = new PeerChannels(peer, { transport, remoteName: "this peer" });
  endPhase("offer");
  await peer.setLocalDescription(await peer.createAnswer());
  negotiation.sendDescription("answer", peer.localDescription?.sdp ?? "");
  endPhase("signaling");
  return channels;
}

function failed(reason: CloseReason): DialFailed {
  return new DialFailed({ transport, reason });
}
