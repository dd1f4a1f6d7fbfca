/** Everything about the selected span: attributes with units, events, links both ways. */
import "./details.css";
import { pluralize } from "#text";
import { useId } from "preact/hooks";
import { durationLabel } from "../axis.ts";
import { clockErrorMs, clockVerdict } from "../clock-error.ts";
import { participantKey } from "../participants.ts";
import { Backlinks, Links } from "./details-links.tsx";
import { AttributeList, Section } from "./details-parts.tsx";
import { clockText } from "./clock-text.ts";
import { useTrace } from "./use-trace.ts";
import type { TreeNode } from "../tree.ts";

function SpanSummary({ node }: { readonly node: TreeNode }) {
  const { participants } = useTrace();
  const { span } = node;
  const errorMs = clockErrorMs(span);
  const mark = clockVerdict(span, node.parent?.span);
  const words = clockText(mark);
  const error = errorMs > 0 ? ` ±${durationLabel(errorMs)}` : "";
  return (
    <>
      <p class="details-facts">
        {participants.value.get(participantKey(span))?.label}, {span.kind}. Lasts{" "}
        <span class="number">{durationLabel(span.endMs - span.startMs)}</span>, starts at{" "}
        <span class="number">
          {durationLabel(span.startMs)}
          {error}
        </span>
        .
      </p>
      {words && (
        <p class={mark.verdict === "beyond-error" ? "details-error" : "details-early"}>{words}</p>
      )}
      {node.orphan && <p class="details-early">Its parent {span.parentSpanId} has not arrived.</p>}
      {span.error !== undefined && <p class="details-error">Failed: {span.error}</p>}
      {span.droppedLinks > 0 && (
        <p class="details-early">
          {pluralize(span.droppedLinks, "link was", "links were")} dropped when this span was
          recorded.
        </p>
      )}
    </>
  );
}

function Events({ node }: { readonly node: TreeNode }) {
  const { events } = node.span;
  if (events.length === 0) return null;
  return (
    <Section title={`Events (${events.length})`}>
      {events.map((event, index) => (
        <div class="details-event" key={index}>
          {event.name} <span class="number">at {durationLabel(event.atMs)}</span>
          <AttributeList attributes={event.attributes} />
        </div>
      ))}
    </Section>
  );
}

export function Details() {
  const model = useTrace();
  const { detailsOpen, elements, participants, selectedNode, zoomRange } = model;
  const titleId = useId();
  const node = selectedNode.value;
  if (!node || !detailsOpen.value) return null;
  const { span } = node;
  const close = (): void => {
    detailsOpen.value = false;
    model.focusView();
  };
  // With a margin on both sides, so that its ends are not at the edge.
  const marginMs = Math.max(1e-5, (span.endMs - span.startMs) * 0.1);
  const zoomHere = (): void => {
    zoomRange.value = { fromMs: span.startMs - marginMs, toMs: span.endMs + marginMs };
  };
  return (
    <aside
      class="details"
      ref={(aside) => void (elements.details = aside)}
      aria-labelledby={titleId}
    >
      <div class="details-head">
        <h2 id={titleId} tabIndex={-1} ref={(title) => void (elements.detailsTitle = title)}>
          {span.name}
        </h2>
        <button type="button" class="plain" aria-label="Close details" onClick={close}>
          ✕
        </button>
      </div>
      <SpanSummary node={node} />
      <button type="button" class="details-zoom" onClick={zoomHere}>
        Zoom to this span
      </button>
      <Links span={span} />
      <Backlinks span={span} />
      {span.attributes.size > 0 && (
        <Section title="Attributes">
          <AttributeList attributes={span.attributes} />
        </Section>
      )}
      <Events node={node} />
      <Section title={participants.value.get(participantKey(span))?.label ?? "Resource"}>
        <AttributeList attributes={span.resource} />
      </Section>
      <p class="details-id">
        span <code>{span.spanId}</code>
      </p>
    </aside>
  );
}
