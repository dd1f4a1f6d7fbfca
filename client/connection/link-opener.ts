/**
 * Opens links of one session after another: with the credential that the server wants, in the codec that is asked for, onto
 * the channel that outlives them.
 */
import {
  binaryCodec,
  Channel,
  type Codec,
  type CodecName,
  type InboundMessage,
  loadCodec,
  MalformedMessage,
  type MessageTracer,
} from "#protocol";
import type { CloseReason, Dialer, Link, TransportName } from "#transport";
import { Credentials } from "./credentials.ts";
import { handshake, type Handshake } from "./handshake.ts";
import type { DialAttempt } from "./link-dialer.ts";
import type { LinkSpec } from "./link-spec.ts";
import type { JoinRequest } from "./tickets.ts";

export interface LinkOpenerOptions {
  readonly origin: string;
  readonly dialers: readonly Dialer[];
  readonly tracer: MessageTracer;
  readonly tracing: () => boolean;
  /** Stands in for a codec, to measure what it costs. */
  readonly instrument: (codec: Codec) => Codec;
  /** Server time, ms. */
  readonly now: () => number;
  /** Something arrived on this link. */
  readonly linkReceived: (link: Link) => void;
  readonly received: (message: InboundMessage) => void;
  readonly closed: (link: Link, reason: CloseReason) => void;
  readonly overflowed: () => void;
}

export class LinkOpener {
  readonly credentials: Credentials;
  readonly dialable: ReadonlySet<TransportName>;
  joinRequest: JoinRequest | undefined;
  readonly #options: LinkOpenerOptions;
  readonly #dialers: ReadonlyMap<TransportName, Dialer>;
  /** The codecs that were chosen so far. */
  readonly #codecs: Map<CodecName, Codec>;
  #channel: Channel;

  constructor(options: LinkOpenerOptions) {
    this.#options = options;
    this.#dialers = new Map(options.dialers.map((dialer) => [dialer.transport, dialer]));
    this.dialable = new Set(this.#dialers.keys());
    this.#codecs = new Map([["binary", options.instrument(binaryCodec)]]);
    this.credentials = new Credentials(options.origin);
    this.#channel = this.#newChannel();
  }

  get channel(): Channel {
    return this.#channel;
  }

  /** @throws DialFailed, JoinRefused, JoinLater, or what the server's silence makes of a fetch. */
  async open(spec: LinkSpec, { signal, onPhase }: DialAttempt): Promise<Handshake> {
    const { origin, tracing, closed } = this.#options;
    const dialer = this.#dialers.get(spec.transport);
    if (!dialer || !this.joinRequest) throw new Error(`${spec.transport} cannot be dialed`);
    await this.#loadCodec(spec.codec);
    const credential = await this.credentials.next(this.joinRequest, signal);
    if (!this.credentials.key) this.#channel = this.#newChannel();
    const { channel } = this;
    return handshake({
      dialer,
      address: { origin, credential },
      channel,
      tracing: tracing(),
      codec: spec.codec,
      signal,
      onPhase,
      received: (bytes, link) => this.#receive(bytes, link),
      closed: (link, reason) => {
        // Not from `this.channel`: another session may have begun by then.
        channel.detach(link);
        closed(link, reason);
      },
    });
  }

  /** A codec's code is loaded when it is first chosen. */
  async #loadCodec(name: CodecName): Promise<void> {
    if (this.#codecs.has(name)) return;
    this.#codecs.set(name, this.#options.instrument(await loadCodec(name)));
  }

  #receive(bytes: Uint8Array, link: Link): void {
    this.#options.linkReceived(link);
    try {
      this.#channel.receive(bytes, link);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      link.close("protocol-error", error.message);
    }
  }

  #newChannel(): Channel {
    const { tracer, now, received, overflowed } = this.#options;
    return new Channel({
      role: "client",
      peer: "server",
      tracer,
      codecs: this.#codecs,
      now,
      received,
      overflowed,
    });
  }
}
