/** Opens one link and says hello on it: the part of a swap that may fail without anybody noticing. */
import {
  type CodecName,
  type Channel,
  decodeWelcome,
  encodeHello,
  kindInfo,
  MalformedMessage,
  decodeEnvelope,
  protocolVersion,
  type Welcome,
} from "#protocol";
import {
  type Address,
  type CloseReason,
  DialFailed,
  type Dialer,
  type DialPhase,
  type Link,
  type LinkEvents,
} from "#transport";

/** A link that has been welcomed. */
export interface Handshake {
  readonly link: Link;
  readonly welcome: Welcome;
  /** As the hello named it. */
  readonly codec: CodecName;
  /** What came after the welcome waits until this is called: who hears it may first have to learn where it is. */
  readonly startReceiving: () => void;
}

export interface HandshakeOptions {
  readonly dialer: Dialer;
  readonly address: Address;
  readonly channel: Channel;
  readonly tracing: boolean;
  /** To be spoken from the welcome on. */
  readonly codec: CodecName;
  /** Its reason, a DialFailed, closes a link that is open by then and not welcomed yet. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: DialPhase) => void;
  /** Whatever comes after the welcome. */
  readonly received: (bytes: Uint8Array, link: Link) => void;
  readonly closed: (link: Link, reason: CloseReason) => void;
}

/** @throws DialFailed with the reason, whatever went wrong. */
export async function handshake(options: HandshakeOptions): Promise<Handshake> {
  const { dialer, address, channel: conversation, tracing, codec, onPhase, signal } = options;
  const failed = (reason: CloseReason): DialFailed =>
    new DialFailed({ transport: dialer.transport, reason });
  const asDialFailed = (code: "lost" | "protocol-error", error: unknown): DialFailed =>
    error instanceof DialFailed
      ? error
      : failed({
          code,
          by: "local",
          detail: error instanceof Error ? error.message : String(error),
        });
  const pending = new PendingHandshake(options, failed);
  const link = await dialer
    .dial(address, (opened) => pending.attach(opened), { signal, onPhase })
    .catch((error: unknown) => {
      throw asDialFailed("lost", error);
    });
  const abandon = (): void => pending.abandon(signal.reason);
  signal.addEventListener("abort", abandon, { once: true });
  if (signal.aborted) abandon();
  const { received } = conversation;
  const { credential } = address;
  const hello = { version: protocolVersion, tracing, codec, received, credential };
  const startMs = performance.now();
  conversation.sendOn(link, "hello", encodeHello(hello));
  try {
    const welcome = await pending.welcomed;
    onPhase({ name: "hello", startMs, endMs: performance.now() });
    return { link, welcome, codec, startReceiving: () => pending.flush() };
  } catch (error) {
    const why = asDialFailed("protocol-error", error);
    // Not "done": on a last link that would give up the ship.
    link.close(why.reason.code, why.reason.detail);
    throw why;
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}

/** Hears a link until somebody listens. */
class PendingHandshake {
  readonly welcomed: Promise<Welcome>;
  readonly #options: HandshakeOptions;
  readonly #failed: (reason: CloseReason) => DialFailed;
  readonly #welcome = Promise.withResolvers<Welcome>();
  #isWelcomed = false;
  /** What happened since the welcome; undefined once somebody listens. */
  #queue: (() => void)[] | undefined = [];

  constructor(options: HandshakeOptions, failed: (reason: CloseReason) => DialFailed) {
    this.#options = options;
    this.#failed = failed;
    this.welcomed = this.#welcome.promise;
    // It may settle before anybody waits for it.
    this.welcomed.catch(() => {});
  }

  attach(link: Link): LinkEvents {
    const { received: message, closed } = this.#options;
    return {
      message: (bytes) => {
        if (this.#isWelcomed) this.#deliver(() => message(bytes, link));
        else this.#receiveWelcome(bytes);
      },
      closed: (reason) => {
        this.#welcome.reject(this.#failed(reason));
        this.#deliver(() => closed(link, reason));
      },
    };
  }

  abandon(reason: unknown): void {
    this.#welcome.reject(reason);
  }

  flush(): void {
    const waiting = this.#queue ?? [];
    this.#queue = undefined;
    for (const happened of waiting) happened();
  }

  #deliver(happened: () => void): void {
    if (this.#queue) this.#queue.push(happened);
    else happened();
  }

  #receiveWelcome(bytes: Uint8Array): void {
    try {
      const { kind, body } = decodeEnvelope(bytes);
      // The welcome is the first of the reliable lane; a lane that may lose messages may also overtake it, and has
      // nothing to say yet that would be missed.
      const { delivery, sessionReliable: kept } = kindInfo(kind);
      if (!kept && delivery !== "reliable-ordered") return;
      this.#isWelcomed = true;
      if (kind !== "welcome") throw new MalformedMessage(`${kind} before welcome`);
      this.#welcome.resolve(decodeWelcome(body));
    } catch (error) {
      this.#welcome.reject(error);
    }
  }
}
