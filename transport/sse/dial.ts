/**
 * Dials a server that streams events (sse-downlink.ts). EventSource would reconnect a broken stream by itself. Here a
 * broken stream is a lost link, because only the session retries.
 */
import {
  defaultLimits,
  DialFailed,
  type CloseReason,
  type Dialer,
  type LinkLimits,
} from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import { receiveBatch } from "../http/batch.ts";
import { deleteLink, requestLinkUrl, phaseClock } from "../http/open.ts";
import { PostUplink } from "../http/post-uplink.ts";

export interface SseDialerOptions {
  /** The platform's by default. */
  readonly EventSource?: new (url: string) => EventSource;
  /** `/link/sse` by default. */
  readonly path?: string;
  readonly limits?: Partial<LinkLimits>;
}

const transport = "sse";

export function sseDialer(options: SseDialerOptions = {}): Dialer {
  const { path = "/link/sse" } = options;
  const limits = { ...defaultLimits, ...options.limits };
  return {
    transport,
    async dial(address, attach, { signal, onPhase } = {}) {
      signal?.throwIfAborted();
      const Source = options.EventSource ?? globalThis.EventSource;
      if (!Source)
        throw failed({ code: "incompatible", by: "local", detail: "no EventSource here" });
      const endPhase = phaseClock(onPhase);
      const url = await requestLinkUrl({ transport, path, address, signal });
      const events = new EventStream();
      try {
        endPhase("open");
        signal?.throwIfAborted();
        await events.opened(new Source(url), signal);
        endPhase("stream");
        signal?.throwIfAborted();
      } catch (error) {
        events.end();
        deleteLink(url);
        throw error;
      }
      const posts = new PostUplink(url, (detail) => link.lost(detail));
      const link = new WireLink({
        transport,
        limits,
        maxBytes: streamMaxBytes,
        wire: {
          write: (frame) => posts.write(frame),
          end() {
            events.end();
            posts.end();
            deleteLink(url);
          },
        },
      });
      link.attach(attach);
      events.deliverTo(link);
      return link;
    },
  };
}

/** The stream of one link. */
class EventStream {
  #source: EventSource | undefined;
  /** Batches that arrived before the link was attached. */
  readonly #early: unknown[] = [];
  #link: WireLink | undefined;

  /** Resolves when the server has begun its stream. */
  async opened(source: EventSource, signal: AbortSignal | undefined): Promise<void> {
    this.#source = source;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort);
    source.onopen = () => resolve();
    source.onmessage = ({ data }) => this.#receive(data);
    source.onerror = () => {
      source.close();
      const detail = "the stream of events broke";
      this.#link?.lost(detail);
      reject(failed({ code: "lost", by: "network", detail }));
    };
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Passes everything received to the link from now on, first what arrived before. */
  deliverTo(link: WireLink): void {
    this.#link = link;
    for (const data of this.#early.splice(0)) this.#receive(data);
    if (this.#source?.readyState === this.#source?.CLOSED) link.lost("the stream of events broke");
  }

  end(): void {
    this.#source?.close();
  }

  #receive(data: unknown): void {
    if (!this.#link) return void this.#early.push(data);
    const batch = decodeBase64(data);
    if (batch) receiveBatch(this.#link, batch);
    else this.#link.close("protocol-error", "an event that is not base64");
  }
}

function decodeBase64(data: unknown): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(String(data)), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function failed(reason: CloseReason): DialFailed {
  return new DialFailed({ transport, reason });
}
