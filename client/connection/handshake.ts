/** Opens one link and completes the handshake on it. Whatever goes wrong here leaves the session as it was. */
import {
  type Channel,
  type CodecName,
  decodeEnvelope,
  hello,
  kindInfo,
  MalformedMessage,
  protocolVersion,
  welcome,
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

/** A link whose hello was answered. */
export interface Handshake {
  readonly link: Link;
  readonly welcome: Welcome;
  /** As the hello named it. */
  readonly codec: CodecName;
  /** Messages after the welcome wait until this is called: their receiver has to take the welcome in first. */
  readonly startReceiving: () => void;
}

export interface HandshakeOptions {
  readonly dialer: Dialer;
  readonly address: Address;
  readonly channel: Channel;
  readonly tracing: boolean;
  /** Messages are encoded in it from the welcome on. */
  readonly codec: CodecName;
  /** Its reason, a DialFailed, closes a link that is open by then and has no welcome yet. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: DialPhase) => void;
  /** A message after the welcome. */
  readonly received: (bytes: Uint8Array, link: Link) => void;
  readonly closed: (link: Link, reason: CloseReason) => void;
}

/** @throws DialFailed with the reason, whatever went wrong. */
export async function handshake(options: HandshakeOptions): Promise<Handshake> {
  const { dialer, address, channel, tracing, codec, onPhase, signal } = options;
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
  const { received } = channel;
  const { credential } = address;
  const startMs = performance.now();
  const message = { version: protocolVersion, tracing, codec, received, credential };
  channel.sendOn(link, hello.kind, hello.encode(message));
  try {
    const answer = await pending.welcomed;
    onPhase({ name: "hello", startMs, endMs: performance.now() });
    return { link, welcome: answer, codec, startReceiving: () => pending.flush() };
  } catch (error) {
    const why = asDialFailed("protocol-error", error);
    // Not as "done": the server would give the ship up if this is the session's last link.
    link.close(why.reason.code, why.reason.detail);
    throw why;
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}

/** Receives from a link until its welcome is taken in. */
class PendingHandshake {
  readonly welcomed: Promise<Welcome>;
  readonly #options: HandshakeOptions;
  readonly #failed: (reason: CloseReason) => DialFailed;
  readonly #welcome = Promise.withResolvers<Welcome>();
  #isWelcomed = false;
  /** Messages and the close since the welcome; undefined once they are handed on without waiting. */
  #queue: (() => void)[] | undefined = [];

  constructor(options: HandshakeOptions, failed: (reason: CloseReason) => DialFailed) {
    this.#options = options;
    this.#failed = failed;
    this.welcomed = this.#welcome.promise;
    // It may be rejected before the dial resolves and anything awaits it.
    this.welcomed.catch(() => {});
  }

  attach(link: Link): LinkEvents {
    const { received, closed } = this.#options;
    return {
      message: (bytes) => {
        if (this.#isWelcomed) this.#deliver(() => received(bytes, link));
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
    for (const deliver of waiting) deliver();
  }

  #deliver(deliver: () => void): void {
    if (this.#queue) this.#queue.push(deliver);
    else deliver();
  }

  #receiveWelcome(bytes: Uint8Array): void {
    try {
      const { kind, body } = decodeEnvelope(bytes);
      const { delivery, sessionReliable } = kindInfo(kind);
      // The welcome is the first of the reliable messages. An unreliable one may overtake it, and is lost like any other.
      if (!sessionReliable && delivery !== "reliable-ordered") return;
      this.#isWelcomed = true;
      if (kind !== welcome.kind) throw new MalformedMessage(`${kind} before welcome`);
      this.#welcome.resolve(welcome.decode(body));
    } catch (error) {
      this.#welcome.reject(error);
    }
  }
}
