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
export interface Greeted {
  readonly link: Link;
  readonly welcome: Welcome;
  /** As the hello named it. */
  readonly codec: CodecName;
  /** What came after the welcome waits until this is called: who hears it may first have to learn where it is. */
  readonly listen: () => void;
}

export interface GreetOptions {
  readonly dialer: Dialer;
  readonly address: Address;
  readonly conversation: Channel;
  readonly tracing: boolean;
  /** To be spoken from the welcome on. */
  readonly codec: CodecName;
  /** Its reason, a DialFailed, closes a link that is open by then and not welcomed yet. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: DialPhase) => void;
  /** Whatever comes after the welcome. */
  readonly message: (bytes: Uint8Array, link: Link) => void;
  readonly closed: (link: Link, reason: CloseReason) => void;
}

/** @throws DialFailed with the reason, whatever went wrong. */
export async function greet(options: GreetOptions): Promise<Greeted> {
  const { dialer, address, conversation, tracing, codec, onPhase, signal } = options;
  const failed = (reason: CloseReason): DialFailed =>
    new DialFailed({ transport: dialer.transport, reason });
  const wordsAs = (code: "lost" | "protocol-error", error: unknown): DialFailed =>
    error instanceof DialFailed
      ? error
      : failed({
          code,
          by: "local",
          detail: error instanceof Error ? error.message : String(error),
        });
  const door = new Door(options, failed);
  const link = await dialer
    .dial(address, (opened) => door.attach(opened), { signal, onPhase })
    .catch((error: unknown) => {
      throw wordsAs("lost", error);
    });
  const abandon = (): void => door.abandon(signal.reason);
  signal.addEventListener("abort", abandon, { once: true });
  if (signal.aborted) abandon();
  const { received } = conversation;
  const { credential } = address;
  const hello = { version: protocolVersion, tracing, codec, received, credential };
  const startMs = performance.now();
  conversation.sendOn(link, "hello", encodeHello(hello));
  try {
    const welcome = await door.welcomed;
    onPhase({ name: "hello", startMs, endMs: performance.now() });
    return { link, welcome, codec, listen: () => door.listen() };
  } catch (error) {
    const why = wordsAs("protocol-error", error);
    // Not "done": on a last link that would give up the ship.
    link.close(why.reason.code, why.reason.detail);
    throw why;
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}

/** Hears a link until somebody listens. */
class Door {
  readonly welcomed: Promise<Welcome>;
  readonly #options: GreetOptions;
  readonly #failed: (reason: CloseReason) => DialFailed;
  readonly #welcome = Promise.withResolvers<Welcome>();
  #known = false;
  /** What happened since the welcome; undefined once somebody listens. */
  #waiting: (() => void)[] | undefined = [];

  constructor(options: GreetOptions, failed: (reason: CloseReason) => DialFailed) {
    this.#options = options;
    this.#failed = failed;
    this.welcomed = this.#welcome.promise;
    // It may settle before anybody waits for it.
    this.welcomed.catch(() => {});
  }

  attach(link: Link): LinkEvents {
    const { message, closed } = this.#options;
    return {
      message: (bytes) => {
        if (this.#known) this.#then(() => message(bytes, link));
        else this.#hearWelcome(bytes);
      },
      closed: (reason) => {
        this.#welcome.reject(this.#failed(reason));
        this.#then(() => closed(link, reason));
      },
    };
  }

  abandon(reason: unknown): void {
    this.#welcome.reject(reason);
  }

  listen(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const happened of waiting) happened();
  }

  #then(happened: () => void): void {
    if (this.#waiting) this.#waiting.push(happened);
    else happened();
  }

  #hearWelcome(bytes: Uint8Array): void {
    try {
      const { kind, body } = decodeEnvelope(bytes);
      // The welcome is the first of the reliable lane; a lane that may lose messages may also overtake it, and has
      // nothing to say yet that would be missed.
      const { delivery, sessionReliable: kept } = kindInfo(kind);
      if (!kept && delivery !== "reliable-ordered") return;
      this.#known = true;
      if (kind !== "welcome") throw new MalformedMessage(`${kind} before welcome`);
      this.#welcome.resolve(decodeWelcome(body));
    } catch (error) {
      this.#welcome.reject(error);
    }
  }
}
