/** Opens one link and says hello on it: the part of a swap that may fail without anybody noticing. */
import {
  type Conversation,
  decodeWelcome,
  encodeHello,
  MalformedMessage,
  open,
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
} from "#transport";

/** A link that has been welcomed, and who hears it from now on. */
export interface Greeted {
  readonly link: Link;
  readonly welcome: Welcome;
}

export interface GreetOptions {
  readonly dialer: Dialer;
  readonly address: Address;
  readonly conversation: Conversation;
  readonly tracing: boolean;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: DialPhase) => void;
  /** Whatever comes after the welcome. */
  readonly message: (bytes: Uint8Array, link: Link) => void;
  readonly closed: (link: Link, reason: CloseReason) => void;
}

/** Longer than the slowest WebRTC connect seen at 5 % loss, shorter than a player's patience. */
const withinMs = 5000;

/** @throws DialFailed with the reason, whatever went wrong. */
export async function greet(options: GreetOptions): Promise<Greeted> {
  const { dialer, address, conversation, tracing, onPhase } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(withinMs)]);
  const failed = (reason: CloseReason): DialFailed =>
    new DialFailed({ transport: dialer.transport, reason });
  const welcomed = Promise.withResolvers<Welcome>();
  // It may settle before anybody waits for it.
  welcomed.promise.catch(() => {});
  let known = false;
  const link = await dialer
    .dial(
      address,
      (opened) => ({
        message(bytes) {
          if (known) {
            options.message(bytes, opened);
            return;
          }
          known = true;
          try {
            welcomed.resolve(welcomeIn(bytes));
          } catch (error) {
            welcomed.reject(error);
          }
        },
        closed(reason) {
          welcomed.reject(failed(reason));
          options.closed(opened, reason);
        },
      }),
      { signal, onPhase },
    )
    .catch((error: unknown) => {
      throw error instanceof DialFailed
        ? error
        : failed({ code: "timeout", by: "network", detail: wordsOf(error) });
    });
  const abandoned = (): void =>
    welcomed.reject(failed({ code: "timeout", by: "network", detail: "no welcome in time" }));
  signal.addEventListener("abort", abandoned, { once: true });
  const hello = {
    version: protocolVersion,
    tracing,
    received: conversation.received,
    credential: address.credential,
  };
  const startMs = performance.now();
  conversation.sayOn(link, "hello", encodeHello(hello));
  try {
    const welcome = await welcomed.promise;
    onPhase({ name: "hello", startMs, endMs: performance.now() });
    return { link, welcome };
  } catch (error) {
    link.close("done", "no welcome");
    throw error instanceof DialFailed
      ? error
      : failed({ code: "protocol-error", by: "local", detail: wordsOf(error) });
  } finally {
    signal.removeEventListener("abort", abandoned);
  }
}

function welcomeIn(bytes: Uint8Array): Welcome {
  const { kind, body } = open(bytes);
  if (kind !== "welcome") throw new MalformedMessage(`${kind} before welcome`);
  return decodeWelcome(body);
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
