import { expect, test } from "vitest";
import {
  bytes,
  bytesPerSecond,
  clock,
  microseconds,
  milliseconds,
  percent,
  signed,
} from "./format.ts";

test("milliseconds, bytes, rates and differences are formatted with their unit", () => {
  expect([milliseconds(4.26), milliseconds(4), milliseconds(123.4)]).toEqual([
    "4.3 ms",
    "4 ms",
    "123 ms",
  ]);
  expect([
    bytesPerSecond(0),
    bytesPerSecond(999),
    bytesPerSecond(24_310),
    bytesPerSecond(240_000),
  ]).toEqual(["0 B/s", "999 B/s", "24.3 kB/s", "240 kB/s"]);
  expect([bytes(83.4), microseconds(0), microseconds(4.26), microseconds(42.6)]).toEqual([
    "83 B",
    "0 µs",
    "4.3 µs",
    "43 µs",
  ]);
  expect([signed(-12), signed(0.4)]).toEqual(["−12 ms", "+0.4 ms"]);
});

test("a share under one percent keeps a decimal place", () => {
  expect([percent(0), percent(0.004), percent(0.05), percent(1)]).toEqual([
    "0 %",
    "0.4 %",
    "5 %",
    "100 %",
  ]);
});

test("the clock rounds up, so that it shows zero only when the round is over", () => {
  expect([clock(180), clock(59.2), clock(0.4), clock(0), clock(-3)]).toEqual([
    "3:00",
    "1:00",
    "0:01",
    "0:00",
    "0:00",
  ]);
});
