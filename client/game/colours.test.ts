import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { accentOf, colours, lightened, tintOf } from "./colours.ts";
import { shipShapeNames } from "./ship-shapes.ts";
import { transportColours } from "./colours.ts";

test("tokens.css and the palette name the same colours", () => {
  const css = readFileSync(new URL("../style/tokens.css", import.meta.url), "utf8");
  const tokens = [...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  expect(Object.fromEntries(tokens)).toEqual(colours);
});

test("no two transports share a colour, and each has a hull of its own", () => {
  expect(new Set(Object.values(transportColours)).size).toBe(Object.keys(transportColours).length);
  expect(shipShapeNames.toSorted()).toEqual(Object.keys(transportColours).toSorted());
});

test("a transport nobody knows is painted like a bot", () => {
  expect(accentOf(colours, "pigeon")).toBe(tintOf(colours.bot));
  expect(accentOf(colours, "grpc")).toBe(0xef6f9f);
});

test("heat moves a tint to white", () => {
  expect([lightened(0x204060, 0), lightened(0x204060, 1)]).toEqual([0x204060, 0xffffff]);
});
