import { expect, test } from "vitest";
import { otlpFrom, spanIdOf, type SpanSketch } from "./fixtures/otlp.ts";
import { shot } from "./fixtures/shot-trace.ts";
import { crowd } from "./fixtures/tick-traces.ts";
import { traceFrom } from "./otlp.ts";
import { rowsOf, treeOf, type TraceTree } from "./tree.ts";

const treeFrom = (sketches: readonly SpanSketch[]): TraceTree =>
  treeOf(traceFrom(otlpFrom(sketches, 1_763_816_735_000)).spans);
const outline = (tree: TraceTree, folded: readonly string[] = []): string[] =>
  rowsOf(tree, new Set(folded)).map(
    ({ depth, orphan, span }) => `${"  ".repeat(depth)}${orphan ? "? " : ""}${span.name}`,
  );
const by = { service: "crosswire-server", instance: "srv-1" };
const at = [0, 1] as const;

test("a shot's spans are in order from the key press to every screen, children by start time", () => {
  const tree = treeFrom(shot("s", "webrtc", 2, "t").toReversed());
  expect(tree.root?.name).toBe("shot");
  expect(rowsOf(tree, new Set()).map(({ span }) => span.instance.slice(0, 3))).toEqual([
    "ada",
    "ada",
    "srv",
    "srv",
    "ada",
    "bob",
    "cyd",
  ]);
  expect(outline(tree)).toEqual([
    "shot",
    "  send input",
    "    process input",
    "      apply",
    "        observe",
    "        observe",
    "        observe",
  ]);
  expect(tree.top[0]?.descendants).toBe(6);
});

test("spans without their parents are at the top and marked, and there is no root", () => {
  const late = treeFrom(
    shot("s", "webrtc", 2, "t").filter(({ id }) => id !== "shot" && id !== "apply"),
  );
  expect([late.root, late.orphans]).toEqual([undefined, 4]);
  expect(outline(late)).toEqual([
    "? send input",
    "  process input",
    "? observe",
    "? observe",
    "? observe",
  ]);
});

test("the root comes before orphans that started earlier", () => {
  const tree = treeFrom([
    { trace: "t", id: "lost", parent: "nobody", by, name: "lost", at },
    { trace: "t", id: "root", by, name: "root", at: [5, 6] },
  ]);
  expect(outline(tree)).toEqual(["root", "? lost"]);
});

test("a circle of parents is cut once, and each of its spans is shown once", () => {
  const tree = treeFrom([
    { trace: "t", id: "a", parent: "b", by, name: "a", at },
    { trace: "t", id: "b", parent: "a", by, name: "b", at },
    { trace: "t", id: "c", parent: "a", by, name: "c", at },
  ]);
  expect(outline(tree).toSorted()).toEqual(["  b", "  c", "? a"]);
});

test("a collapsed span keeps its row and hides all below it", () => {
  const tree = treeFrom(shot("s", "webrtc", 2, "t"));
  expect(outline(tree, [spanIdOf("s", "process")])).toEqual([
    "shot",
    "  send input",
    "    process input",
  ]);
});

test("trees of a tick with two thousand spans and of a chain of five thousand are built", () => {
  const chain = Array.from({ length: 5000 }, (_, index): SpanSketch => {
    const parent = index === 0 ? {} : { parent: String(index - 1) };
    return { trace: "chain", id: String(index), ...parent, by, name: "link", at };
  });
  expect(rowsOf(treeFrom(crowd("c")), new Set())).toHaveLength(2001);
  expect(rowsOf(treeFrom(chain), new Set()).at(-1)?.depth).toBe(4999);
});
