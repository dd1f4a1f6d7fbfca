/** Hands each message that the session received to the handlers that registered for its definition. */
import type { InboundMessage, Kind, Messages, PlainKind } from "#protocol";

/** The part of a message definition that routing needs. */
interface Routed<K extends Kind> {
  readonly kind: K;
}

export class InboundRouter {
  readonly #routes = new Map<Kind, ((message: InboundMessage) => void)[]>();
  readonly #decoded = new Map<Kind, ((message: never) => void)[]>();

  /** `handler` takes the message decoded, in whatever codec it came. It is decoded once for all its handlers. */
  on<K extends PlainKind>({ kind }: Routed<K>, handler: (message: Messages[K]) => void): void {
    const known = this.#decoded.get(kind);
    if (known) {
      known.push(handler);
      return;
    }
    const handlers = [handler];
    this.#decoded.set(kind, handlers);
    this.onEncoded({ kind }, ({ codec, body }) => {
      const message = codec.decode(kind, body);
      for (const each of handlers) each(message);
    });
  }

  /** For messages that need more than themselves to be decoded: a snapshot may be a delta against an earlier one. */
  onEncoded({ kind }: Routed<Kind>, handler: (message: InboundMessage) => void): void {
    this.#routes.set(kind, [...(this.#routes.get(kind) ?? []), handler]);
  }

  /** Handshakes and housekeeping end in the session and have no handler here. */
  route(message: InboundMessage): void {
    for (const handler of this.#routes.get(message.kind) ?? []) handler(message);
  }
}
