/** One span: its place in the tree, its participant, its marks, its bar. */
import "./row.css";
import { useEffect } from "preact/hooks";
import { pluralize } from "#text";
import { clockVerdict } from "../../clock-error.ts";
import { participantKey } from "../../participants.ts";
import type { TreeNode } from "../../tree.ts";
import { Bar } from "./bar.tsx";
import { clockText } from "../../trace/clock-text.ts";
import { backlinksElsewhere, linksElsewhere, rowText } from "./row-text.ts";
import type { TraceModel } from "../../trace/trace-model.ts";
import { useTrace } from "../../trace/use-trace.ts";

const indentPx = 14;
/** Deeper rows are not indented further, so that names have room. */
const deepestIndent = 10;

function Toggle({ node }: { readonly node: TreeNode }) {
  const model = useTrace();
  const { spanId, name } = node.span;
  if (node.children.length === 0) return <span class="row-toggle" />;
  const folded = model.collapsed.value.has(spanId);
  const onClick = (event: Event): void => {
    event.stopPropagation();
    model.setCollapsed(spanId, !folded);
  };
  return (
    <button
      class="row-toggle plain"
      type="button"
      tabIndex={-1}
      aria-label={`${folded ? "Expand" : "Collapse"} ${name}`}
      onClick={onClick}
    >
      <span class={folded ? "row-arrow folded" : "row-arrow"} aria-hidden="true" />
      {folded && <span class="row-hidden number">{node.descendants}</span>}
    </button>
  );
}

function Marks({ node, backlinks }: { readonly node: TreeNode; readonly backlinks: number }) {
  const { span } = node;
  const mark = clockVerdict(span, node.parent?.span);
  const early = clockText(mark);
  const links = linksElsewhere(span).length;
  return (
    <span class="row-marks number" aria-hidden="true">
      {span.error !== undefined && (
        <span class="row-error" title={span.error}>
          ✕
        </span>
      )}
      {node.orphan && (
        <span class="row-early" title="Its parent has not arrived">
          ?
        </span>
      )}
      {early && (
        <span class={mark.verdict === "beyond-error" ? "row-error" : "row-early"} title={early}>
          ≺
        </span>
      )}
      {backlinks > 0 && (
        <span
          title={pluralize(backlinks, "span elsewhere links here", "spans elsewhere link here")}
        >
          ↘{backlinks}
        </span>
      )}
      {links > 0 && <span title={`Links to ${pluralize(links, "span")}`}>↗{links}</span>}
    </span>
  );
}

function classOf(node: TreeNode, { finder, selectedId }: TraceModel): string {
  const { spanId } = node.span;
  const matching = finder.matchingIds.value;
  const selected = selectedId.value === spanId ? " selected" : "";
  return `row${selected}${node.orphan ? " orphan" : ""}${matching && !matching.has(spanId) ? " unmatched" : ""}`;
}

export function Row({
  node,
  id,
  index,
  heightPx,
}: {
  readonly node: TreeNode;
  readonly id: string;
  readonly index: number;
  readonly heightPx: number;
}) {
  const { span, children } = node;
  const model = useTrace();
  const { backlinks: loader, collapsed, participants, selectedId } = model;
  const participant = participants.value.get(participantKey(span));
  const backlinks = loader.to(span.spanId).value;
  const linkedFrom = backlinks ? backlinksElsewhere(node, backlinks).length : 0;
  useEffect(
    () => loader.request(span.traceId, span.spanId),
    [span.spanId, backlinks === undefined],
  );
  const open = (): void => {
    model.selectSpan(span.spanId);
    model.detailsOpen.value = true;
  };
  return (
    <div
      id={id}
      class={classOf(node, model)}
      role="row"
      aria-level={node.depth + 1}
      aria-rowindex={index + 1}
      aria-selected={selectedId.value === span.spanId}
      aria-expanded={children.length > 0 ? !collapsed.value.has(span.spanId) : undefined}
      style={{
        top: `${index * heightPx}px`,
        height: `${heightPx}px`,
        "--rail": participant?.colour,
      }}
      onClick={open}
    >
      <div
        class="row-name"
        role="gridcell"
        style={{ paddingLeft: `${8 + Math.min(node.depth, deepestIndent) * indentPx}px` }}
      >
        <Toggle node={node} />
        <span
          class="letter"
          style={{ "--colour": participant?.colour }}
          role="img"
          aria-label={participant?.label}
          title={participant?.label}
        >
          {participant?.letter}
        </span>
        <span class="row-label">{span.name}</span>
        <Marks node={node} backlinks={linkedFrom} />
      </div>
      <div class="row-time time-area" role="gridcell">
        <span class="hidden-label">
          {rowText(node, clockVerdict(span, node.parent?.span), linkedFrom)}
        </span>
        <Bar span={span} />
      </div>
    </div>
  );
}
