/**
 * Builds the tree of a trace's spans. A trace arrives in several batches (each browser flushes its own), so a child is often here
 * before its parent: such an orphan is at the top level and marked, and the tree has no root until one arrives.
 */
import type { Span } from "./otlp.ts";

export interface TreeNode {
  readonly span: Span;
  readonly parent: TreeNode | undefined;
  /** By start time. */
  readonly children: readonly TreeNode[];
  readonly depth: number;
  /** Its parent is not in this trace (yet). */
  readonly orphan: boolean;
  readonly descendants: number;
}

export interface TraceTree {
  /** Roots first, then orphans, each by start time. */
  readonly top: readonly TreeNode[];
  /** The span without a parent; undefined until it arrives. */
  readonly root: Span | undefined;
  readonly orphans: number;
  readonly byId: ReadonlyMap<string, TreeNode>;
  readonly endMs: number;
}

interface MutableTreeNode {
  span: Span;
  parent: MutableTreeNode | undefined;
  children: MutableTreeNode[];
  depth: number;
  orphan: boolean;
  descendants: number;
}

const byStart = (one: MutableTreeNode, other: MutableTreeNode): number =>
  one.span.startMs - other.span.startMs;

/** Spans in a circle of parents are malformed, and none would be reached from the top: the circle is cut. */
function cutCycles(nodes: Iterable<MutableTreeNode>): void {
  const safe = new Set<MutableTreeNode>();
  for (const node of nodes) {
    const path = new Set<MutableTreeNode>();
    let above: MutableTreeNode | undefined = node;
    while (above && !safe.has(above) && !path.has(above)) {
      path.add(above);
      above = above.parent;
    }
    if (above && path.has(above)) {
      above.parent = undefined;
      above.orphan = true;
    }
    for (const each of path) safe.add(each);
  }
}

export function treeOf(spans: readonly Span[]): TraceTree {
  const byId = new Map<string, MutableTreeNode>();
  for (const span of spans)
    byId.set(span.spanId, {
      span,
      parent: undefined,
      children: [],
      depth: 0,
      orphan: false,
      descendants: 0,
    });
  for (const node of byId.values()) {
    const { parentSpanId } = node.span;
    if (parentSpanId === undefined) continue;
    node.parent = byId.get(parentSpanId);
    node.orphan = node.parent === undefined;
  }
  cutCycles(byId.values());
  for (const node of byId.values()) node.parent?.children.push(node);
  const top = [...byId.values()].filter((node) => node.parent === undefined);
  top.sort((one, other) => Number(one.orphan) - Number(other.orphan) || byStart(one, other));
  measure(top);
  return {
    top,
    root: top.find((node) => !node.orphan)?.span,
    orphans: top.filter((node) => node.orphan).length,
    byId,
    endMs: spans.reduce((latest, span) => Math.max(latest, span.endMs), 0),
  };
}

/** Computes depths on the way down and sizes on the way up. A loop, not a recursion: traces may be thousands deep. */
function measure(top: readonly MutableTreeNode[]): void {
  const order: MutableTreeNode[] = [...top];
  for (let at = 0; at < order.length; at++) {
    const node = order[at];
    if (!node) continue;
    node.children.sort(byStart);
    for (const child of node.children) {
      child.depth = node.depth + 1;
      order.push(child);
    }
  }
  for (const node of order.toReversed())
    if (node.parent) node.parent.descendants += node.descendants + 1;
}

/** The visible rows, top to bottom, without the children of collapsed spans. */
export function rowsOf(tree: TraceTree, collapsed: ReadonlySet<string>): TreeNode[] {
  const rows: TreeNode[] = [];
  const waiting = tree.top.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    rows.push(node);
    if (!collapsed.has(node.span.spanId)) waiting.push(...node.children.toReversed());
  }
  return rows;
}
