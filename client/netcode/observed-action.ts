/** The span of an action that became visible on this screen. */
import { attribute, linkTo } from "#protocol";
import type { InboundMessage, SpanRecorder, TraceContext } from "#protocol";

export interface ObservedAction {
  readonly action: string;
  readonly tick: number;
  /** The context of the server's `apply` span. */
  readonly context: TraceContext;
  /** The snapshot that brought it. */
  readonly message: InboundMessage;
  /** Only for this player's own shots. */
  readonly inputToPhotonMs: number | undefined;
}

export function recordObserved(
  recorder: SpanRecorder,
  { action, tick, context, message, inputToPhotonMs }: ObservedAction,
  nowMs: number,
): void {
  recorder.record({
    name: "observe",
    kind: "consumer",
    parent: context,
    links: linkTo(message.context),
    attributes: {
      [attribute.action]: action,
      [attribute.tick]: tick,
      [attribute.transport]: message.link.transport,
      [attribute.inputToPhotonMs]: inputToPhotonMs,
    },
    startMs: message.receivedAtMs,
    endMs: nowMs,
  });
}
