/** One attempt of two peers to find each other: descriptions and candidates, in an order that each can use. */
import { DialFailed } from "../link.ts";
import { dataChannelDescription } from "../webrtc/sdp.ts";
import type { Candidate, Introduction, Word } from "./introduction.ts";

/** A browser with many interfaces and relays offers about twenty; each makes us send checks to an address of its choice. */
const MAX_CANDIDATES = 32;

export class Meeting {
  readonly #peer: RTCPeerConnection;
  readonly #introduction: Introduction;
  readonly #answer = Promise.withResolvers<string>();
  readonly #stopHearing: () => void;
  /** Candidates of ours wait until the far side has our description, theirs until we have theirs. */
  #ours: Word[] | undefined = [];
  #theirs: Candidate[] | undefined = [];
  #heardCandidates = 0;

  constructor(peer: RTCPeerConnection, introduction: Introduction) {
    this.#peer = peer;
    this.#introduction = introduction;
    // Nobody waits for it on the answering side.
    this.#answer.promise.catch(() => {});
    peer.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate) return;
      this.#tell({
        candidate: { candidate: candidate.candidate, mid: candidate.sdpMid ?? "0" },
      });
    };
    this.#stopHearing = introduction.hear((word) => this.#hear(word));
  }

  /** The far side's answer. */
  answer(signal: AbortSignal): Promise<string> {
    const abort = () => this.#answer.reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    return this.#answer.promise.finally(() => signal.removeEventListener("abort", abort));
  }

  /** Says who we are, and from now on where: our addresses are candidates, and are counted where they arrive. */
  describe(kind: "offer" | "answer", sdp: string): void {
    const waiting = this.#ours ?? [];
    this.#ours = undefined;
    const description = dataChannelDescription(sdp);
    const word = kind === "offer" ? { offer: description } : { answer: description };
    for (const each of [word, ...waiting]) this.#introduction.send(each);
  }

  /** @throws DialFailed for a description that makes no sense. */
  async take(type: "offer" | "answer", sdp: string): Promise<void> {
    try {
      await this.#peer.setRemoteDescription({ type, sdp: dataChannelDescription(sdp) });
    } catch (error) {
      const reason = { code: "protocol-error", by: "remote", detail: String(error) } as const;
      throw new DialFailed({ transport: "mesh", reason });
    }
    const waiting = this.#theirs ?? [];
    this.#theirs = undefined;
    for (const candidate of waiting) this.#add(candidate);
  }

  end(): void {
    this.#peer.onicecandidate = null;
    this.#stopHearing();
  }

  #tell(word: Word): void {
    if (this.#ours) this.#ours.push(word);
    else this.#introduction.send(word);
  }

  #hear(word: Word): void {
    if ("answer" in word) this.#answer.resolve(word.answer);
    if (!("candidate" in word) || ++this.#heardCandidates > MAX_CANDIDATES) return;
    if (this.#theirs) this.#theirs.push(word.candidate);
    else this.#add(word.candidate);
  }

  #add({ candidate, mid }: Candidate): void {
    // One that makes no sense is a path less, and no reason to stop looking.
    this.#peer.addIceCandidate({ candidate, sdpMid: mid }).catch(() => {});
  }
}
