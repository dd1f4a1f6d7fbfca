/**
 * Queues spans for one exporter: the SDK's batch processor, and counters in which every span is counted once.
 * At any moment `recorded = exported + droppedByExporter + failed + refused + waiting`; after a flush nothing waits.
 */
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";

export interface SpanCounters {
  readonly recorded: number;
  /** Accepted by the receiver. */
  readonly exported: number;
  /** Dropped because the queue was full. */
  readonly droppedByExporter: number;
  /** Sent without an answer. */
  readonly failed: number;
  /** Refused by the receiver: it does not accept spans from this sender, or not so many. */
  readonly refused: number;
}

export interface SpanExportQueue {
  enqueue(span: ReadableSpan): void;
  counters(): SpanCounters;
  /** Resolves when the spans queued so far are exported or have failed; a failure is counted, not thrown. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Serialising a batch blocks the game's loop: 256 spans take a few ms. */
const maxBatchSpans = 256;
const maxQueueSpans = 32_768;
/** A trace should be found about a second after it happened. */
const scheduledDelayMs = 500;
/** A flush exports the whole queue at once, and the exporter refuses batches above its limit. */
export const maxConcurrentExports = maxQueueSpans / maxBatchSpans + 8;

export function spanExportQueue(
  exporter: SpanExporter,
  limits: { readonly queueSpans?: number; readonly batchSpans?: number } = {},
): SpanExportQueue {
  const capacity = limits.queueSpans ?? maxQueueSpans;
  let recorded = 0;
  let exported = 0;
  let dropped = 0;
  let failed = 0;
  let refused = 0;
  let queued = 0;
  const pendingExports = new Set<Promise<void>>();
  let stopping: Promise<void> | undefined;
  const processor = new BatchSpanProcessor({
    maxQueueSize: capacity,
    maxExportBatchSize: limits.batchSpans ?? maxBatchSpans,
    scheduledDelayMillis: scheduledDelayMs,
    exporter: {
      export(spans, done) {
        queued -= spans.length;
        const { promise, resolve } = Promise.withResolvers<void>();
        pendingExports.add(promise);
        const settle = (result: Parameters<typeof done>[0]) => {
          // 0 is the SDK's ExportResultCode.SUCCESS.
          if (result.code === 0) exported += spans.length;
          else if (isRefusal(result.error)) refused += spans.length;
          else failed += spans.length;
          pendingExports.delete(promise);
          resolve();
          done(result);
        };
        try {
          exporter.export(spans, settle);
        } catch (error) {
          settle({ code: 1, error: error as Error });
        }
      },
      forceFlush: async () => exporter.forceFlush?.(),
      shutdown: () => exporter.shutdown(),
    },
  });
  return {
    enqueue(span) {
      recorded += 1;
      // The processor would drop them as well, but without a count.
      if (stopping || queued >= capacity) {
        dropped += 1;
        return;
      }
      queued += 1;
      processor.onEnd(span);
    },
    counters: () => ({ recorded, exported, droppedByExporter: dropped, failed, refused }),
    async flush() {
      // The processor stops waiting at the first batch that fails.
      await processor.forceFlush().catch(() => {});
      await Promise.all(pendingExports);
    },
    stop() {
      stopping ??= processor
        .shutdown()
        .catch(() => {})
        .then(async () => void (await Promise.all(pendingExports)));
      return stopping;
    },
  };
}

/**
 * Whether the receiver answered with a refusal. The SDK's transports report it in two ways: with the HTTP status as `code` on
 * Node, and only in the message in browsers ("non-retryable status 403"; "retryable status" once every retry was refused too).
 */
function isRefusal(error: Error | undefined): boolean {
  if (!error) return false;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "number" || /\bretryable status\b/.test(error.message);
}
