/** The text of a row for screen readers: what its bar, whiskers and badges show. */
import { pluralize } from "#text";
import type { Backlink } from "../../api.ts";
import { durationLabel } from "../../axis.ts";
import { clockErrorMs, type ClockVerdict } from "../../clock-error.ts";
import { clockText } from "../../trace/clock-text.ts";
import type { Span, SpanLink } from "../../otlp.ts";
import type { TreeNode } from "../../tree.ts";

/** Links without the one to its own parent, which the tree shows. */
export const linksElsewhere = (span: Span): SpanLink[] =>
  span.links.filter((link) => link.spanId !== span.parentSpanId);

/** Backlinks without those of its own children, which the tree shows. */
export const backlinksElsewhere = (node: TreeNode, backlinks: readonly Backlink[]): Backlink[] =>
  backlinks.filter(({ spanId }) => node.children.every((child) => child.span.spanId !== spanId));

export function rowText(node: TreeNode, mark: ClockVerdict, backlinks: number): string {
  const { span } = node;
  const errorMs = clockErrorMs(span);
  const links = linksElsewhere(span).length;
  return [
    `starts at ${durationLabel(span.startMs)}`,
    `lasts ${durationLabel(span.endMs - span.startMs)}`,
    errorMs > 0 && `clock error ±${durationLabel(errorMs)}`,
    clockText(mark),
    span.error !== undefined && `failed: ${span.error}`,
    node.orphan && "its parent has not arrived",
    links > 0 && `links to ${pluralize(links, "span")}`,
    backlinks > 0 && `linked from ${pluralize(backlinks, "span")}`,
  ]
    .filter((words) => typeof words === "string")
    .join(", ");
}
