import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalog } from "#transport/catalog";
import { accentOf, colours, lightened, tintOf } from "./colours.ts";
import { shipShapeNames } from "./ship-shapes.ts";

test("tokens.css and the palette name the same colours", () => {
  const css = readFileSync(new URL("../style/tokens.css", import.meta.url), "utf8");
  const tokens = [...css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  expect(Object.fromEntries(tokens)).toEqual(colours);
});

test("each transport's ship has the colour and the shape of its catalogue entry", () => {
  for (const { name, colour } of catalog) expect(accentOf(colours, name)).toBe(tintOf(colour));
  expect(shipShapeNames.toSorted()).toEqual(["bot", ...catalog.map(({ name }) => name)].toSorted());
});

test("a ship of an unknown transport has a bot's colour", () => {
  expect(accentOf(colours, "pigeon")).toBe(tintOf(colours.bot));
});

test("a tint is lightened towards white", () => {
  expect([lightened(0x204060, 0), lightened(0x204060, 1)]).toEqual([0x204060, 0xffffff]);
});
