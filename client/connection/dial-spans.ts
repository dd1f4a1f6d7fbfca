/** The spans of one dial: `connect` with a child per phase, and `swap` where it replaced another link. */
import { attribute, type SpanRecorder } from "#protocol";

export interface DialTimes {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Dial extends DialTimes {
  readonly transport: string;
  /** "open", or why it failed. */
  readonly outcome: string;
  readonly phases: readonly (DialTimes & { readonly name: string })[];
  readonly why: string;
  /** The transport of the link that it replaces. */
  readonly from: string | undefined;
}

export function recordDial(recorder: SpanRecorder, dial: Dial): void {
  const { transport, outcome, phases, why, from, startMs, endMs } = dial;
  const error = outcome === "open" ? undefined : outcome;
  const attributes = { [attribute.transport]: transport };
  const parent = recorder.record({
    name: "connect",
    attributes: { ...attributes, [attribute.outcome]: outcome },
    startMs,
    endMs,
    error,
  });
  for (const phase of phases) recorder.record({ ...phase, parent, attributes });
  if (from === undefined || error !== undefined) return;
  recorder.record({
    name: "swap",
    attributes: {
      ...attributes,
      [attribute.swapFrom]: from,
      [attribute.swapTo]: transport,
      [attribute.swapWhy]: why,
      [attribute.outcome]: outcome,
    },
    startMs,
    endMs,
  });
}
