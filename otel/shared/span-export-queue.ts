/**
 * One way out for spans: the SDK's batch processor in front of an OTLP exporter, and an account of every span.
 * At any moment `recorded = exported + droppedByExporter + failed + refused + waiting`; after a flush nothing waits.
 */
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";

export interface SpanCounters {
  readonly recorded: number;
  /** Taken by the far side. */
  readonly exported: number;
  /** Given up because the queue was full. */
  readonly droppedByExporter: number;
  /** Sent, and not answered. */
  readonly failed: number;
  /** Answered by a refusal: the far side does not take spans from here, or not so many. */
  readonly refused: number;
}

export interface SpanExportQueue {
  enqueue(span: ReadableSpan): void;
  counters(): SpanCounters;
  /** Resolves when what was taken so far is exported or failed; a failure is counted, not thrown. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/** Serialising a batch blocks the game's loop: 256 spans keep the worst tick under a few ms. */
const maxBatchSpans = 256;
const maxQueueSpans = 32_768;
/** A trace is to be found about a second after it happened. */
const scheduledDelayMs = 500;
/** A flush hands over the whole queue at once, and the exporter refuses what exceeds its limit. */
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
      // The processor would drop just the same, but without telling how many.
      if (stopping || queued >= capacity) {
        dropped += 1;
        return;
      }
      queued += 1;
      processor.onEnd(span);
    },
    counters: () => ({ recorded, exported, droppedByExporter: dropped, failed, refused }),
    async flush() {
      // The processor gives up waiting at the first batch that fails.
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
 * Whether an answer came, and was no. The SDK's transports tell in two ways: with the HTTP status as `code` on Node, and only
 * in the words of the message in browsers ("non-retryable status 403"; "retryable status" once all retries were answered so).
 */
function isRefusal(error: Error | undefined): boolean {
  if (!error) return false;
  const { code } = error as { readonly code?: unknown };
  return typeof code === "number" || /\bretryable status\b/.test(error.message);
}
