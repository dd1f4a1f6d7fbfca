import { expect, test } from "vitest";
import { attributesOf } from "./otlp.ts";
import { valueLabel } from "./units.ts";

test("a value has the unit that its name promises", () => {
  expect([
    valueLabel("game.queue.wait_ms", 12.5),
    valueLabel("messaging.message.body.size", 2048),
    valueLabel("game.loss_share", 0.125),
    valueLabel("game.pin", true),
  ]).toEqual(["12.5 ms", "2.0 KiB", "12.5 %", "yes"]);
});

test("NaN and the infinities are shown as what they are, under any name and in lists", () => {
  const doubles = ["NaN", "Infinity", "-Infinity"].map((doubleValue) => ({ doubleValue }));
  const names = ["clock.error_ms", "rx_bytes", "game.loss_share", "x"];
  const attributes = attributesOf(
    names.map((key) => ({ key, value: { arrayValue: { values: doubles } } })),
  );
  expect([...attributes].map(([key, value]) => valueLabel(key, value))).toEqual(
    names.map(() => "NaN, Infinity, -Infinity"),
  );
});
