/**
 * The server's own WebRTC peer. All players use one UDP port. Another route carries the offer over HTTP, and each offer is
 * answered once. The offer says how many channels it wants, and so whether the link is `webrtc` or `webrtc-reliable`.
 */
import {
  defaultLimits,
  type Acceptor,
  type Attach,
  type Caller,
  type LinkLimits,
} from "../link.ts";
import { LinkSet } from "../link-set.ts";
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";
import { WireLink } from "../wire-link.ts";
import { NotAccepting, type OfferAnswerer } from "./offer-answer.ts";
import { channelLayouts, type ChannelLayout } from "./channel-layouts.ts";
import { reservePort } from "./port.ts";
import { ServerPeer } from "./server-peer.ts";
import { dataChannelDescription, withCandidates } from "./sdp.ts";

export interface WebrtcAcceptorOptions {
  readonly portUdp: number;
  /** All interfaces by default. */
  readonly bindAddress?: string;
  /** Addresses at which browsers reach this port although no interface here has them: those of a Docker host or a NAT. */
  readonly advertise?: readonly string[];
  readonly limits?: Partial<LinkLimits>;
  /** A peer that has not opened its channels by then is dropped; 15 s by default, five times the slowest measured. */
  readonly openWithinMs?: number;
  /** Limits of the peers that are answered and not yet open. */
  readonly handshakes?: Partial<HandshakeLimits> | undefined;
}

export interface WebrtcAcceptor extends Acceptor, OfferAnswerer {
  /** The number of peers that are answered and not yet open. */
  halfOpenPeers(): number;
}

/** Frees the threads of libdatachannel. Call it once, before the process exits and after every listener has stopped. */
export { cleanup } from "node-datachannel";

export function webrtcAcceptor(options: WebrtcAcceptorOptions): WebrtcAcceptor {
  const { portUdp, bindAddress, advertise = [], openWithinMs = 15_000 } = options;
  const limits = { ...defaultLimits, ...options.limits };
  // Gathering skips the loopback interface, and a browser on this machine may have no other.
  const added = [...advertise, ...(bindAddress === undefined ? ["127.0.0.1"] : [])];
  const addresses = added.map((address) => ({ address, portUdp }));
  const handshakes = new PendingHandshakes(options.handshakes);
  const links = new LinkSet();
  let listening: Attach | undefined;

  async function open(
    peer: ServerPeer,
    { layout, attach, caller }: { layout: ChannelLayout; attach: Attach; caller: Caller },
  ): Promise<void> {
    const finish = handshakes.add(caller, () => peer.end());
    try {
      await peer.opened(openWithinMs);
    } catch {
      // It never became a link, so that no listener is called; the peer times out by itself.
      return peer.end();
    } finally {
      finish();
    }
    if (listening !== attach) return peer.end();
    const { transport, maxBytes } = layout;
    const link = new WireLink({ transport, maxBytes, wire: peer, limits });
    links.open(link, attach, caller);
    peer.deliverTo(link);
  }

  return {
    transport: "webrtc",
    halfOpenPeers: () => handshakes.count,
    async listen(attach) {
      const releasePort = await reservePort({ portUdp, bindAddress });
      listening = attach;
      return {
        async stop() {
          listening = undefined;
          handshakes.evictAll();
          await links.closeAll();
          await releasePort();
        },
      };
    },
    async answer(offer, caller, signal) {
      signal?.throwIfAborted();
      const offered = dataChannelDescription(offer.sdp);
      if (!listening) throw new NotAccepting("not listening");
      const layout = channelLayouts[offer.channels ?? "by-delivery"];
      const peer = new ServerPeer({ portUdp, bindAddress });
      const abort = () => peer.end();
      signal?.addEventListener("abort", abort);
      void open(peer, { layout, attach: listening, caller });
      try {
        const sdp = await peer.answer(offered, layout.plans);
        signal?.throwIfAborted();
        return { sdp: withCandidates(sdp, addresses) };
      } catch (error) {
        peer.end();
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
  };
}
