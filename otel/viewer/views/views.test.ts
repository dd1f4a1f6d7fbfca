import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { views } from "./index.ts";

test("each folder beside this file is a view under its own name", () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(views.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
});
