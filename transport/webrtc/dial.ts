/** Dials the server's own WebRTC peer: one HTTP exchange of descriptions, then ICE, DTLS and SCTP. */
import {
  defaultLimits,
  DialFailed,
  type Address,
  type CloseReason,
  type Dialer,
  type DialOptions,
  type LinkLimits,
} from "../link.ts";
import { dataChannelMaxBytes } from "../max-bytes.ts";
import { WireLink, type Lane } from "../wire-link.ts";
import { channelPlans } from "./channels.ts";

export interface WebrtcDialerOptions {
  /** The platform's by default. */
  readonly RTCPeerConnection?: new (configuration?: RTCConfiguration) => RTCPeerConnection;
  readonly iceServers?: readonly RTCIceServer[];
  readonly limits?: Partial<LinkLimits>;
}

const transport = "webrtc";

export function webrtcDialer(options: WebrtcDialerOptions = {}): Dialer {
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport,
    async dial(address, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const Peer = options.RTCPeerConnection ?? globalThis.RTCPeerConnection;
      if (!Peer) throw failed({ code: "incompatible", by: "local", detail: "no WebRTC here" });
      const peer = new Peer({ iceServers: [...(options.iceServers ?? [])] });
      const channels = new Channels(peer);
      const endPhase = phaseClock(onPhase);
      try {
        await peer.setLocalDescription(await peer.createOffer());
        endPhase("offer");
        const answer = await exchanged(address, peer.localDescription?.sdp ?? "", signal);
        endPhase("signaling");
        await peer.setRemoteDescription({ type: "answer", sdp: answer }).catch((error: unknown) => {
          throw failed({ code: "protocol-error", by: "remote", detail: String(error) });
        });
        await channels.opened(signal, endPhase);
      } catch (error) {
        channels.end();
        throw error;
      }
      const link = new WireLink({
        transport,
        limits,
        maxBytes: dataChannelMaxBytes,
        wire: channels,
      });
      link.attach(attach);
      channels.tell(link);
      return link;
    },
  };
}

/** The browser's end of all data channels. */
class Channels {
  readonly #peer: RTCPeerConnection;
  readonly #channels = new Map<Lane, RTCDataChannel>();
  /** What a channel brought before the last one had opened. */
  readonly #early: [data: unknown, lane: Lane][] = [];
  #link: WireLink | undefined;

  constructor(peer: RTCPeerConnection) {
    this.#peer = peer;
    for (const { lane, ...init } of channelPlans) {
      const channel = peer.createDataChannel(lane, { ...init, negotiated: true });
      channel.binaryType = "arraybuffer";
      channel.onmessage = ({ data }) => this.#hear(data, lane);
      this.#channels.set(lane, channel);
    }
  }

  /** Resolves when every channel is open. */
  async opened(signal: AbortSignal | undefined, endPhase: (name: string) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const peer = this.#peer;
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    const lose = (detail: string) => reject(failed({ code: "lost", by: "network", detail }));
    const check = () => {
      if (["connected", "completed"].includes(peer.iceConnectionState)) endPhase("ice");
      if (peer.connectionState === "connected") endPhase("dtls");
      if (peer.connectionState === "failed") lose("no path to the server's UDP port");
      const states = [...this.#channels.values()].map(({ readyState }) => readyState);
      if (states.includes("closed")) lose("hung up while connecting");
      if (states.every((state) => state === "open")) {
        endPhase("sctp");
        resolve();
      }
    };
    signal?.addEventListener("abort", abort);
    peer.oniceconnectionstatechange = check;
    peer.onconnectionstatechange = check;
    for (const channel of this.#channels.values()) {
      channel.onopen = check;
      channel.onclose = check;
    }
    check();
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** From now on the link hears everything, first what came early. */
  tell(link: WireLink): void {
    this.#link = link;
    for (const [data, lane] of this.#early.splice(0)) this.#hear(data, lane);
    const peer = this.#peer;
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === "failed") link.lost("the path to the server failed");
    };
    for (const channel of this.#channels.values()) {
      channel.onopen = null;
      channel.onclose = () => link.lost("a data channel closed");
      if (channel.readyState === "closed") link.lost("a data channel closed");
    }
  }

  write(frame: Uint8Array<ArrayBuffer>, lane: Lane): void {
    this.#channels.get(lane)?.send(frame);
  }

  end(): void {
    const peer = this.#peer;
    peer.onconnectionstatechange = null;
    peer.oniceconnectionstatechange = null;
    for (const channel of this.#channels.values()) {
      channel.onopen = null;
      channel.onclose = null;
      channel.onmessage = null;
      channel.close();
    }
    peer.close();
  }

  #hear(data: unknown, lane: Lane): void {
    if (!this.#link) this.#early.push([data, lane]);
    else if (data instanceof ArrayBuffer) this.#link.hear(new Uint8Array(data), lane);
    else this.#link.close("protocol-error", "text on a data channel");
  }
}

/** Shows the server our description; returns its answer. */
async function exchanged(address: Address, sdp: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(`${address.origin}/api/webrtc`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${address.credential}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ sdp }),
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

function failed(reason: CloseReason): DialFailed {
  return new DialFailed({ transport, reason });
}

/** Tells of phases that follow one another; the end of one is the start of the next, and each ends once. */
function phaseClock(onPhase: DialOptions["onPhase"]): (name: string) => void {
  const ended = new Set<string>();
  let startMs = performance.now();
  return (name) => {
    if (ended.has(name)) return;
    ended.add(name);
    const endMs = performance.now();
    onPhase?.({ name, startMs, endMs });
    startMs = endMs;
  };
}
