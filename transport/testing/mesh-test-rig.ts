/** Two peers of Node with signaling within the process; the answering one is reached through a relay. */
import type { Attach, Link } from "../link.ts";
import { openMeshLink } from "../mesh/dial.ts";
import type { SignalingChannel, Signal } from "../mesh/signaling-channel.ts";
import { RTCPeerConnection } from "../dial-node.ts";
import { goodCredential, type MakeTestRig } from "./test-rig.ts";
import { udpRelay, type UdpRelay } from "./udp-relay.ts";

/** The loopback answers in milliseconds; a peer that has not answered by then is not there. */
const openWithinMs = 1500;
/** The peer of Node leaves out the loopback interface unless it is bound to it. */
const onLoopback = { bindAddress: "127.0.0.1" } as RTCConfiguration;

export const meshRig: MakeTestRig = async (limits) => {
  const relays: UdpRelay[] = [];
  const links = new Set<Link>();
  const stopped = new AbortController();
  let host: Attach | undefined;

  /** Replaces the address of the far end by that of a relay; other paths are left out. */
  async function relayed(signal: Signal): Promise<Signal> {
    if (!("candidate" in signal)) return signal;
    const { candidate, mid } = signal.candidate;
    const fields = candidate.split(" ");
    const relay = await udpRelay(Number(fields[5]));
    relays.push(relay);
    fields[5] = String(relay.port);
    return { candidate: { candidate: fields.join(" "), mid } };
  }

  function answer(offer: string, signaling: SignalingChannel, attach: Attach): void {
    const accepted: Attach = (link) => {
      links.add(link);
      const events = attach(link);
      return {
        ...events,
        closed(reason) {
          links.delete(link);
          events.closed(reason);
        },
      };
    };
    const { signal } = stopped;
    const configuration = onLoopback;
    const options = { signaling, offer, limits, signal, openWithinMs, configuration };
    // The dialer reports a link that never opens.
    openMeshLink(accepted, { ...options, RTCPeerConnection }).catch(() => {});
  }

  return {
    acceptor: {
      transport: "mesh",
      async listen(attach) {
        host = attach;
        return {
          async stop() {
            host = undefined;
            for (const link of links) link.close("going-away", "the listener stopped");
          },
        };
      },
    },
    dialer: {
      transport: "mesh",
      dial(_address, attach, options = {}) {
        const [near, far] = signalingChannelPair(relayed);
        far.onSignal((word) => {
          if ("offer" in word && host) answer(word.offer, far, host);
        });
        return openMeshLink(attach, {
          ...options,
          signaling: near,
          limits,
          openWithinMs,
          RTCPeerConnection,
        });
      },
    },
    address: { origin: "mesh:", credential: goodCredential },
    wire: {
      cut: () => relays.forEach((relay) => relay.cut()),
      impair: () => relays.forEach((relay) => relay.impair()),
    },
    async free() {
      stopped.abort();
      await Promise.all(relays.map((relay) => relay.stop()));
    },
  };
};

/**
 * Both ends of a signaling channel. The near end's addresses are not passed on, or the far end would find a path around the
 * relay.
 */
function signalingChannelPair(
  relayed: (word: Signal) => Promise<Signal>,
): [SignalingChannel, SignalingChannel] {
  const near = new SignalListeners();
  const far = new SignalListeners();
  return [
    {
      send: (word) => void ("candidate" in word || queueMicrotask(() => far.emit(word))),
      onSignal: (heard) => near.add(heard),
    },
    {
      send: (word) => void relayed(word).then((changed) => near.emit(changed)),
      onSignal: (heard) => far.add(heard),
    },
  ];
}

class SignalListeners {
  readonly #listeners = new Set<(word: Signal) => void>();

  add(listener: (word: Signal) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(signal: Signal): void {
    for (const listener of this.#listeners) listener(signal);
  }
}
