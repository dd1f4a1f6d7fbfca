/** Dials the server's own WebRTC peer: one HTTP exchange of descriptions, then ICE, DTLS and SCTP. */
import {
  defaultLimits,
  DialFailed,
  type Address,
  type CloseReason,
  type Dialer,
  type LinkLimits,
} from "../link.ts";
import { WireLink } from "../wire-link.ts";
import type { Offer, OfferedChannels } from "./offer-answer.ts";
import { channelLayouts } from "./channel-layouts.ts";
import { PeerChannels } from "./peer-channels.ts";
import { phaseClock } from "./phase-clock.ts";

export interface WebrtcDialerOptions {
  /** The platform's by default. */
  readonly RTCPeerConnection?: new (configuration?: RTCConfiguration) => RTCPeerConnection;
  readonly iceServers?: readonly RTCIceServer[];
  readonly limits?: Partial<LinkLimits>;
}

/** One channel for each delivery: a lost message delays no other channel. */
export function webrtcDialer(options: WebrtcDialerOptions = {}): Dialer {
  return dataChannelDialer("by-delivery", options);
}

type Failed = (reason: CloseReason) => DialFailed;

export function dataChannelDialer(offered: OfferedChannels, options: WebrtcDialerOptions): Dialer {
  const { transport, plans, maxBytes } = channelLayouts[offered];
  const failed: Failed = (reason) => new DialFailed({ transport, reason });
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport,
    unsupported: () =>
      (options.RTCPeerConnection ?? globalThis.RTCPeerConnection)
        ? undefined
        : "this browser has no WebRTC",
    async dial(address, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const Peer = options.RTCPeerConnection ?? globalThis.RTCPeerConnection;
      if (!Peer) throw failed({ code: "incompatible", by: "local", detail: "no WebRTC here" });
      const peer = new Peer({ iceServers: [...(options.iceServers ?? [])] });
      const channels = new PeerChannels(peer, { transport, remoteName: "the server", plans });
      const endPhase = phaseClock(onPhase);
      try {
        await peer.setLocalDescription(await peer.createOffer());
        endPhase("offer");
        const offer = { sdp: peer.localDescription?.sdp ?? "", channels: offered };
        const answer = await exchangeDescriptions(address, offer, { signal, failed });
        endPhase("signaling");
        await peer.setRemoteDescription({ type: "answer", sdp: answer }).catch((error: unknown) => {
          throw failed({ code: "protocol-error", by: "remote", detail: String(error) });
        });
        await channels.opened(signal, endPhase);
      } catch (error) {
        channels.end();
        throw error;
      }
      const link = new WireLink({ transport, limits, maxBytes, wire: channels });
      link.attach(attach);
      channels.deliverTo(link);
      return link;
    },
  };
}

/** Sends our description to the server; returns its answer. */
async function exchangeDescriptions(
  address: Address,
  offer: Offer,
  { signal, failed }: { signal: AbortSignal | undefined; failed: Failed },
): Promise<string> {
  const response = await fetch(`${address.origin}/api/webrtc`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${address.credential}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(offer),
    signal: signal ?? null,
    credentials: "omit",
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw failed({ code: "lost", by: "network", detail: `signaling: ${String(error)}` });
  });
  const detail = `signaling answered ${response.status}`;
  if (response.status === 401 || response.status === 403) {
    throw failed({ code: "refused", by: "remote", detail });
  }
  if (!response.ok) throw failed({ code: "lost", by: "network", detail });
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer === "object" && answer !== null && "sdp" in answer) {
    if (typeof answer.sdp === "string") return answer.sdp;
  }
  throw failed({ code: "protocol-error", by: "remote", detail: "signaling answered without sdp" });
}
