import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generatedFiles } from "./generate-transports.mjs";

test.each(generatedFiles())("%s says what the transport catalogue says", (path, text) => {
  const file = new URL(`../${path}`, import.meta.url);
  expect(readFileSync(file, "utf8"), "run `npm run generate`").toBe(text);
});
