import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = `${import.meta.dirname}/..`;
const slim = readFileSync(`${root}/scripts/slim-phaser.mjs`, "utf8").toLowerCase();

test("the slim Phaser has the factory of every game object that the scene adds", () => {
  const code = globSync(`${root}/client/game/*.ts`).map((path) => readFileSync(path, "utf8"));
  const added = new Set(
    code.flatMap((text) => [...text.matchAll(/\.add\s*\.(\w+)\(/g)].map(([, name = ""]) => name)),
  );
  expect([...added].toSorted()).toEqual(["image", "rectangle", "text", "tileSprite"]);
  for (const name of added) expect(slim).toContain(`/${name.toLowerCase()}factory.js`);
});
