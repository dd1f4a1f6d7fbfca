import { expect, test } from "vitest";
import { attributesOf } from "./otlp.ts";
import { valueLabel } from "./units.ts";

test("a value has the unit of its name", () => {
  const values = [
    ["game.queue.wait_ms", 12.5],
    ["messaging.message.body.size", 212],
    ["messaging.message.body.size", 2048],
    ["game.loss_share", 0.125],
    ["game.pin", true],
    ["game.tick", 48213],
  ] as const;
  expect(values.map(([key, value]) => valueLabel(key, value))).toEqual([
    "12.5 ms",
    "212 B",
    "2.0 KiB",
    "12.5 %",
    "yes",
    "48213",
  ]);
});

test("lists of NaN and the infinities show their names, under any key", () => {
  const doubles = ["NaN", "Infinity", "-Infinity"].map((doubleValue) => ({ doubleValue }));
  const names = ["clock.error_ms", "rx_bytes", "game.loss_share", "x"];
  const attributes = attributesOf(
    names.map((key) => ({ key, value: { arrayValue: { values: doubles } } })),
  );
  expect([...attributes].map(([key, value]) => valueLabel(key, value))).toEqual(
    names.map(() => "NaN, Infinity, -Infinity"),
  );
});

test("NaN and the infinities show their names, at any depth and under any unit", () => {
  const unnumbered = ["NaN", "Infinity", "-Infinity"].map((doubleValue) => ({ doubleValue }));
  const list = { arrayValue: { values: unnumbered } };
  const map = { kvlistValue: { values: [{ key: "wait_ms", value: unnumbered[0] }] } };
  const attributes = attributesOf([
    { key: "plain", value: unnumbered[0] },
    { key: "game.queue.wait_ms", value: unnumbered[1] },
    { key: "body.size", value: unnumbered[2] },
    { key: "list", value: list },
    { key: "map", value: map },
    { key: "deep", value: { arrayValue: { values: [list, map] } } },
  ]);

  expect([...attributes].map(([key, value]) => valueLabel(key, value))).toEqual([
    "NaN",
    "Infinity",
    "-Infinity",
    "NaN, Infinity, -Infinity",
    "{wait_ms: NaN}",
    "[NaN, Infinity, -Infinity], {wait_ms: NaN}",
  ]);
});
