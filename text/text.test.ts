import { expect, test } from "vitest";
import { pluralize } from "./index.ts";

test("one of a thing is singular, any other number of it plural, and thousands stand apart", () => {
  const spans = [0, 1, 2, 21, 1001, 200_000].map((count) => pluralize(count, "span"));
  expect(spans).toEqual([
    "0 spans",
    "1 span",
    "2 spans",
    "21 spans",
    "1\u2009001 spans",
    "200\u2009000 spans",
  ]);
});

test("a clause or an irregular noun is given in both forms", () => {
  const waiting = (count: number): string =>
    pluralize(count, "span waits for its parent", "spans wait for their parents");
  expect([
    waiting(1),
    waiting(2),
    pluralize(1, "copy", "copies"),
    pluralize(3, "copy", "copies"),
  ]).toEqual([
    "1 span waits for its parent",
    "2 spans wait for their parents",
    "1 copy",
    "3 copies",
  ]);
});
