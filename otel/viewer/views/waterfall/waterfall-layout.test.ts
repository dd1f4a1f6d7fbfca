import { expect, test } from "vitest";
import { rowsInView } from "./waterfall-layout.ts";

test("of two thousand rows only those near the screen are drawn", () => {
  expect(rowsInView(300, 720, 28)).toEqual({ first: 0, end: 23 });
  expect(rowsInView(-28_000, 720, 28)).toEqual({ first: 992, end: 1034 });
});
