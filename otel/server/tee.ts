/**
 * Passes what the intake took on to a Jaeger or collector, body by body as it came. Best effort: the queue is bounded, nothing
 * is sent twice, and everything that did not arrive is counted.
 */

import { shownAddress, targetOf } from "./url-credentials.ts";

export interface TeedBody {
  readonly body: Uint8Array;
  readonly spans: number;
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
}

export interface TeeCounts {
  /** Where it goes, without what is secret in it; null while there is nowhere to go. */
  readonly target: string | null;
  readonly sentSpans: number;
  readonly failedSpans: number;
  /** Given up because the queue was full. */
  readonly droppedSpans: number;
  readonly waitingSpans: number;
}

export interface TraceTee {
  offer(body: TeedBody): void;
  counts(): TeeCounts;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

export interface TeeOptions {
  /** The `…/v1/traces` to send to, asked anew for each body; undefined sends nothing. */
  readonly target: () => string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxQueuedBytes?: number;
  readonly timeoutMs?: number;
}

export function traceTee(options: TeeOptions): TraceTee {
  const { target, headers, maxQueuedBytes = 8 * 1024 * 1024, timeoutMs = 5000 } = options;
  const queue: TeedBody[] = [];
  let queuedBytes = 0;
  let waiting = 0;
  let sent = 0;
  let failed = 0;
  let dropped = 0;
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      queuedBytes -= next.body.length;
      const arrived = await passOn(next, target(), headers, timeoutMs);
      if (arrived) sent += next.spans;
      else failed += next.spans;
      waiting -= next.spans;
    }
    working = undefined;
  }

  return {
    offer(body) {
      if (target() === undefined) return;
      if (queuedBytes + body.body.length > maxQueuedBytes) {
        dropped += body.spans;
        return;
      }
      queue.push(body);
      queuedBytes += body.body.length;
      waiting += body.spans;
      working ??= work();
    },
    counts: () => ({
      target: shown(target()),
      sentSpans: sent,
      failedSpans: failed,
      droppedSpans: dropped,
      waitingSpans: waiting,
    }),
    drained: async () => working,
  };
}

const shown = (address: string | undefined): string | null =>
  address === undefined ? null : shownAddress(address);

async function passOn(
  { body, contentType, contentEncoding }: TeedBody,
  address: string | undefined,
  headers: Readonly<Record<string, string>> | undefined,
  timeoutMs: number,
): Promise<boolean> {
  if (address === undefined) return false;
  try {
    const target = targetOf(address);
    const response = await fetch(target.url, {
      method: "POST",
      headers: {
        ...target.headers,
        ...headers,
        "content-type": contentType,
        ...(contentEncoding && { "content-encoding": contentEncoding }),
      },
      body: Buffer.from(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
