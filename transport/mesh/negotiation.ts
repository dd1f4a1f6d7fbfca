/** One attempt of two peers to connect: their descriptions and candidates, each sent when the far side can use it. */
import { DialFailed } from "../link.ts";
import { dataChannelDescription } from "../webrtc/sdp.ts";
import type { Candidate, SignalingChannel, Signal } from "./signaling-channel.ts";

/**
 * A browser with many interfaces and relays offers about twenty. Each candidate makes this browser send checks to an
 * address that the peer chose.
 */
const MAX_CANDIDATES = 32;

export class Negotiation {
  readonly #peer: RTCPeerConnection;
  readonly #signaling: SignalingChannel;
  readonly #answer = Promise.withResolvers<string>();
  readonly #unsubscribe: () => void;
  /** Own candidates wait until the far side has our description; its candidates wait until we have its description. */
  #waitingSignals: Signal[] | undefined = [];
  #waitingCandidates: Candidate[] | undefined = [];
  #receivedCandidates = 0;

  constructor(peer: RTCPeerConnection, signaling: SignalingChannel) {
    this.#peer = peer;
    this.#signaling = signaling;
    // The answering side does not wait for this promise.
    this.#answer.promise.catch(() => {});
    peer.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return;
      this.#send({
        candidate: { candidate: candidate.candidate, mid: candidate.sdpMid ?? "0" },
      });
    };
    this.#unsubscribe = signaling.onSignal((signal) => this.#receive(signal));
  }

  /** Resolves with the answer of the far side. */
  waitForAnswer(signal: AbortSignal): Promise<string> {
    const abort = () => this.#answer.reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    return this.#answer.promise.finally(() => signal.removeEventListener("abort", abort));
  }

  /** Sends our description, and from now on our candidates. The receiver limits their number. */
  sendDescription(kind: "offer" | "answer", sdp: string): void {
    const waiting = this.#waitingSignals ?? [];
    this.#waitingSignals = undefined;
    const description = dataChannelDescription(sdp);
    const signal = kind === "offer" ? { offer: description } : { answer: description };
    for (const each of [signal, ...waiting]) this.#signaling.send(each);
  }

  /** @throws DialFailed for a description that makes no sense. */
  async receiveDescription(type: "offer" | "answer", sdp: string): Promise<void> {
    try {
      await this.#peer.setRemoteDescription({ type, sdp: dataChannelDescription(sdp) });
    } catch (error) {
      const reason = { code: "protocol-error", by: "remote", detail: String(error) } as const;
      throw new DialFailed({ transport: "mesh", reason });
    }
    const waiting = this.#waitingCandidates ?? [];
    this.#waitingCandidates = undefined;
    for (const candidate of waiting) this.#addCandidate(candidate);
  }

  end(): void {
    this.#peer.onicecandidate = null;
    this.#unsubscribe();
  }

  #send(signal: Signal): void {
    if (this.#waitingSignals) this.#waitingSignals.push(signal);
    else this.#signaling.send(signal);
  }

  #receive(signal: Signal): void {
    if ("answer" in signal) this.#answer.resolve(signal.answer);
    if (!("candidate" in signal) || ++this.#receivedCandidates > MAX_CANDIDATES) return;
    if (this.#waitingCandidates) this.#waitingCandidates.push(signal.candidate);
    else this.#addCandidate(signal.candidate);
  }

  #addCandidate({ candidate, mid }: Candidate): void {
    // A malformed candidate is one path less, and no reason to give up.
    this.#peer.addIceCandidate({ candidate, sdpMid: mid }).catch(() => {});
  }
}
