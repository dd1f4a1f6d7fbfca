/** Time from opening the page to the first frame with the own ship in it, in a real browser on this machine. */
import type { BrowserContext } from "playwright";
import { startBrowser } from "./browser.ts";
import { type Bench, type Figure, type Measure, notMeasured } from "./figure.ts";

const visits = 7;
const what = "page open to first playable frame";
const unit = "ms";
const withinMs = 30_000;

async function playableMs(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(`${url}/?name=Bench`);
  const expression = "window.crosswire?.stats().firstFrameMs";
  // Not often: a page does not draw while it evaluates this.
  const handle = await page.waitForFunction(expression, undefined, {
    polling: 100,
    timeout: withinMs,
  });
  return (await handle.jsonValue()) as number;
}

/** The same for a nearly empty page of the same server: its first frame after loading. */
async function emptyMs(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.addInitScript(
    "addEventListener('load', () => requestAnimationFrame(() => (window.firstFrameMs = performance.now())))",
  );
  await page.goto(`${url}/healthz`);
  const expression = "window.firstFrameMs";
  const handle = await page.waitForFunction(expression, undefined, {
    polling: 100,
    timeout: withinMs,
  });
  return (await handle.jsonValue()) as number;
}

async function run({ log, noBrowser }: Bench): Promise<Figure[]> {
  if (noBrowser !== undefined) return [notMeasured(what, unit, noBrowser)];
  const { url, newVisitor, stop } = await startBrowser();
  const playable: number[] = [];
  const empty: number[] = [];
  try {
    // The first visit includes the warm-up of browser and server, and is not counted.
    for (let visit = 0; visit <= visits; visit++) {
      for (const [ms, values] of [
        [playableMs, playable],
        [emptyMs, empty],
      ] as const) {
        const context = await newVisitor();
        const took = await ms(context, url);
        await context.close();
        if (visit > 0) values.push(took);
      }
      log(`visit ${visit} of ${visits}: ${playable.at(-1)?.toFixed(0) ?? "–"} ms`);
    }
  } finally {
    await stop();
  }
  return [
    {
      what,
      unit,
      values: playable,
      baseline: { what: "an empty page of the same server", values: empty },
      target: 2000,
      note: "drawn by software, without a graphics card",
    },
  ];
}

export const firstFrame: Measure = {
  name: "first-frame",
  title: "First playable frame on localhost",
  method: `Chromium, 1280×720, \`/?name=Bench\`, ${visits} visitors with empty caches after one that is not counted: milliseconds from the start of the navigation to the first frame with the own ship in it, join, link and first snapshot included.`,
  run,
};
