/**
 * The trace that a page shows: its spans as far as they have arrived, and which are collapsed, zoomed to and selected. All views of a
 * trace read one model. Two models can be on one page, side by side.
 */
import { batch, computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { clockErrorMs } from "../clock-error.ts";
import type { Completeness } from "../completeness.ts";
import { hopsOf } from "../key-numbers.ts";
import { msBetween, type Trace } from "../otlp.ts";
import { participantsOf } from "../participants.ts";
import { rowsOf, treeOf } from "../tree.ts";
import { BacklinkLoader } from "./backlink-loader.ts";
import { pollTrace } from "./poll-trace.ts";
import { SpanFinder } from "./span-finder.ts";
import type { TimeRange } from "./time-range.ts";

export class TraceModel {
  /** Undefined while no trace is asked for. */
  readonly traceId: ReadonlySignal<string | undefined>;
  readonly trace = signal<Trace | undefined>(undefined);
  readonly completeness = signal<Completeness>("unseen");
  readonly loadError = signal<string | undefined>(undefined);
  readonly backlinks = new BacklinkLoader();

  readonly tree = computed(() => this.trace.value && treeOf(this.trace.value.spans));
  readonly participants = computed(() => participantsOf(this.trace.value?.spans ?? []));
  /** By the span that received the message. */
  readonly hopTo = computed(
    () => new Map(this.tree.value && hopsOf(this.tree.value).map((hop) => [hop.to.spanId, hop])),
  );

  readonly collapsed = signal<ReadonlySet<string>>(new Set());
  readonly rows = computed(() =>
    this.tree.value ? rowsOf(this.tree.value, this.collapsed.value) : [],
  );
  readonly selectedId = signal<string | undefined>(undefined);
  readonly selectedNode = computed(() => this.tree.value?.byId.get(this.selectedId.value ?? ""));
  readonly detailsOpen = signal(false);
  readonly finder = new SpanFinder(this);

  /** A margin for clock errors on either side, at most a tenth of the trace: the errors must not squeeze the spans. */
  readonly fullRange = computed<TimeRange>(() => {
    const endMs = Math.max(this.tree.value?.endMs ?? 0, 1e-3);
    let [first, last] = [0, endMs];
    for (const span of this.trace.value?.spans ?? []) {
      first = Math.min(first, span.startMs - clockErrorMs(span));
      last = Math.max(last, span.endMs + clockErrorMs(span));
    }
    return { fromMs: Math.max(first, -endMs / 10), toMs: Math.min(last, endMs * 1.1) };
  });
  readonly zoomRange = signal<TimeRange | undefined>(undefined);
  readonly visibleRange = computed(() => this.zoomRange.value ?? this.fullRange.value);

  /** Elements that other parts of the page focus or measure; each part sets its own. */
  readonly elements: {
    view: HTMLElement | null;
    details: HTMLElement | null;
    detailsTitle: HTMLElement | null;
  } = { view: null, details: null, detailsTitle: null };

  readonly #loads = signal(0);

  constructor(traceId: ReadonlySignal<string | undefined>) {
    this.traceId = traceId;
  }

  /** Loads the trace, again whenever its id changes, and asks for more until it is whole. Returns the undo. */
  load(): () => void {
    return effect(() => {
      const wanted = this.traceId.value;
      void this.#loads.value;
      if (!wanted) return undefined;
      const scope = new AbortController();
      this.#reset();
      void pollTrace(this, wanted, scope.signal);
      return () => scope.abort();
    });
  }

  loadAgain(): void {
    this.#loads.value += 1;
  }

  /** A batch may bring an earlier first span: a zoom then keeps showing the same moment. */
  accept(next: Trace): void {
    const before = this.trace.peek();
    const shiftMs = before ? msBetween(next.originUnixNano, before.originUnixNano) : 0;
    const zoom = this.zoomRange.peek();
    batch(() => {
      this.trace.value = next;
      if (zoom && shiftMs !== 0)
        this.zoomRange.value = { fromMs: zoom.fromMs + shiftMs, toMs: zoom.toMs + shiftMs };
    });
  }

  setCollapsed(spanId: string, collapsed: boolean): void {
    const next = new Set(this.collapsed.peek());
    if (collapsed) next.add(spanId);
    else next.delete(spanId);
    this.collapsed.value = next;
  }

  /** Selects a span and expands the spans above it. */
  selectSpan(spanId: string): void {
    const open = new Set(this.collapsed.peek());
    for (let above = this.tree.peek()?.byId.get(spanId)?.parent; above; above = above.parent)
      open.delete(above.span.spanId);
    batch(() => {
      if (open.size !== this.collapsed.peek().size) this.collapsed.value = open;
      this.selectedId.value = spanId;
    });
  }

  focusView(): void {
    this.elements.view?.focus({ preventScroll: true });
  }

  #reset(): void {
    batch(() => {
      this.trace.value = undefined;
      this.completeness.value = "unseen";
      this.loadError.value = undefined;
      this.collapsed.value = new Set();
      this.zoomRange.value = undefined;
    });
    this.backlinks.clear();
  }
}
