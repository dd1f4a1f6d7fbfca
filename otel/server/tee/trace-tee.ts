/**
 * Forwards accepted bodies to a Jaeger or collector, unchanged except for a mark (loop-mark.ts) by which they are recognised and
 * rejected if they come back. Best effort: the queue is bounded, nothing is sent twice, and every span that did not arrive is
 * counted.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { ContentEncoding } from "../decompress.ts";
import type { OtlpSpanGroup } from "../otlp/request.ts";
import { type OtlpFormat, rejectedSpansIn } from "../otlp/response.ts";
import { redactedUrl, httpTargetOf } from "../url-credentials.ts";
import { LoopMark } from "./loop-mark.ts";

export interface TeedBody {
  readonly body: Buffer;
  readonly spans: number;
  readonly format: OtlpFormat;
  readonly encoding: ContentEncoding;
}

export interface TeeCounts {
  /** The target's address without its secrets; null while there is no target. */
  readonly target: string | null;
  readonly sentSpans: number;
  readonly failedSpans: number;
  /** Sent, and rejected one by one by the target. */
  readonly refusedSpans: number;
  /** Dropped because the queue was full. */
  readonly droppedSpans: number;
  readonly waitingSpans: number;
  /** Forwarded before and received again: the target forwards to this server. */
  readonly returnedSpans: number;
}

export interface TraceTee {
  forward(body: TeedBody): void;
  /**
   * The groups of a received request that were not forwarded before. The others are counted, and `onReturned` is called for the
   * first. `body` is the request that the groups were read from.
   */
  withoutLooped(groups: readonly OtlpSpanGroup[], body: Buffer): WithoutLooped;
  counts(): TeeCounts;
  /** Resolves when no body waits any more. */
  drained(): Promise<void>;
}

export interface WithoutLooped {
  readonly groups: readonly OtlpSpanGroup[];
  readonly returnedSpans: number;
}

export interface TeeOptions {
  /** The `…/v1/traces` to send to, asked for each body; undefined sends nothing. */
  readonly target: () => string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly maxQueuedBytes?: number;
  readonly timeoutMs?: number;
  /** Called once, with a sentence for the console, when forwarded spans come back. */
  readonly onLoop?: (cause: string) => void;
}

const gzipped = promisify(gzip);
const gunzipped = promisify(gunzip);

export function traceTee(options: TeeOptions): TraceTee {
  const { target, headers, maxQueuedBytes = 8 * 1024 * 1024, timeoutMs = 5000 } = options;
  const mark = new LoopMark();
  const queue: TeedBody[] = [];
  let queuedBytes = 0;
  let waiting = 0;
  let sent = 0;
  let failed = 0;
  let refused = 0;
  let dropped = 0;
  let returned = 0;
  let draining: Promise<void> | undefined;

  async function drain(): Promise<void> {
    for (let next = queue.shift(); next; next = queue.shift()) {
      queuedBytes -= next.body.length;
      const { spans } = next;
      const rejected = await forward(next);
      if (rejected === undefined) failed += spans;
      else {
        sent += spans - rejected;
        refused += rejected;
      }
      waiting -= spans;
    }
    draining = undefined;
  }

  /** How many of its spans the target rejected; undefined if it refused the body. */
  async function forward({ body, spans, format, encoding }: TeedBody): Promise<number | undefined> {
    const address = target();
    if (address === undefined) return undefined;
    try {
      const isGzip = encoding === "gzip";
      const marked = mark.addTo(isGzip ? await gunzipped(body) : body, format);
      const to = httpTargetOf(address);
      const response = await fetch(to.url, {
        method: "POST",
        headers: {
          ...to.headers,
          ...headers,
          "content-type": format,
          ...(isGzip && { "content-encoding": encoding }),
        },
        body: isGzip ? await gzipped(marked) : marked,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer = Buffer.from(await response.arrayBuffer());
      return response.ok ? Math.min(spans, rejectedSpansIn(format, answer)) : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    forward(body) {
      if (target() === undefined) return;
      if (queuedBytes + body.body.length > maxQueuedBytes) {
        dropped += body.spans;
        return;
      }
      queue.push(body);
      queuedBytes += body.body.length;
      waiting += body.spans;
      draining ??= drain();
    },
    withoutLooped(groups, body) {
      const { groups: unmarked, marked } = mark.unmarked(groups, body);
      if (marked > 0 && returned === 0) options.onLoop?.(loopWarning(target()));
      returned += marked;
      return { groups: unmarked, returnedSpans: marked };
    },
    counts: () => ({
      target: redacted(target()),
      sentSpans: sent,
      failedSpans: failed,
      refusedSpans: refused,
      droppedSpans: dropped,
      waitingSpans: waiting,
      returnedSpans: returned,
    }),
    drained: async () => draining,
  };
}

const redacted = (address: string | undefined): string | null =>
  address === undefined ? null : redactedUrl(address);

function loopWarning(target: string | undefined): string {
  return `Spans that this server forwarded${target ? ` to ${redactedUrl(target)}` : ""} came back to it: a loop. They are not stored again. Set OTEL_EXPORTER_OTLP_ENDPOINT, or the exporter of that collector, to another address.`;
}
