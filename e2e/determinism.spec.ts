/** The simulation computes the same match in a browser and in Node, bit for bit. */
import { replay } from "#simulation/replay";
import { build } from "vite";
import { expect, test } from "./support/game-fixtures.ts";

const matches = [
  { seed: 1, ticks: 600, tickRateHz: 30 },
  { seed: 7, ticks: 400, tickRateHz: 10 },
  { seed: 99, ticks: 600, tickRateHz: 60 },
];

test("the same inputs give the same hash in Node and in Chromium", async ({ page }) => {
  const built = await build({
    configFile: false,
    root: `${import.meta.dirname}/..`,
    logLevel: "silent",
    build: {
      write: false,
      lib: { entry: "simulation/replay.ts", formats: ["iife"], name: "crosswireReplay" },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const code = output && "output" in output ? output.output[0].code : "";
  await page.addScriptTag({ content: code });
  const inBrowser = await page.evaluate((asked) => {
    const { replay: run } = (
      window as unknown as { crosswireReplay: { replay: (match: unknown) => number } }
    ).crosswireReplay;
    return asked.map((match) => run(match));
  }, matches);
  expect(inBrowser).toEqual(matches.map((match) => replay(match)));
});
