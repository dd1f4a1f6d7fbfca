import { expect, test } from "vitest";
import { BadQuery, durationUs, timeUs, traceIdOf } from "./parameters.ts";

test("a duration is written as in Go, or in days and weeks as in Jaeger's UI", () => {
  const us = {
    "1m30s": 90e6,
    "1.5ms": 1500,
    "250us": 250,
    "100ns": 0.1,
    "0": 0,
    "0s": 0,
    "+5s": 5e6,
    "-1.5h": -5.4e9,
    ".5s": 5e5,
    "1.5d": 129_600e6,
    "2w": 1_209_600e6,
    "1d12h": 129_600e6,
  };
  expect(
    Object.fromEntries(Object.keys(us).map((text) => [text, durationUs(text, "any")])),
  ).toEqual(us);
  for (const broken of ["1", "ms", "1.5 ms", "1ms2", "-", "w", "00", "1y", ".s", "5s-3s"])
    expect(() => durationUs(broken, "any"), broken).toThrow(BadQuery);
});

test("a trace id may leave out leading zeros, and a time keeps its microseconds", () => {
  expect(traceIdOf("FF")).toBe(`${"0".repeat(30)}ff`);
  expect(timeUs("2026-09-01T02:00:00.000123456+02:00", "any")).toBe(
    Date.UTC(2026, 8, 1) * 1000 + 123.5,
  );
});
