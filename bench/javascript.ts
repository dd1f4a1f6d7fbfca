/** Bytes of JavaScript that a browser with an empty cache receives for the game page. */
import type { Response } from "playwright";
import { startBrowser } from "./browser.ts";
import { type Bench, type Figure, type Measure, notMeasured } from "./figure.ts";

const what = "all JavaScript of the game page";
const unit = "kB";

interface Script {
  readonly name: string;
  readonly encoding: string;
  readonly sentBytes: number;
  readonly plainBytes: number;
}

async function scriptOf(response: Response): Promise<Script> {
  const headers = await response.allHeaders();
  const { responseBodySize } = await response.request().sizes();
  const plain = await response.body();
  return {
    name: new URL(response.url()).pathname.split("/").at(-1) ?? "",
    encoding: headers["content-encoding"] ?? "none",
    // Chromium reports no size for the script of a worker.
    sentBytes: responseBodySize || plain.length,
    plainBytes: plain.length,
  };
}

async function run({ log, noBrowser }: Bench): Promise<Figure[]> {
  if (noBrowser !== undefined) return [notMeasured(what, unit, noBrowser)];
  const { url, newVisitor, stop } = await startBrowser();
  try {
    const context = await newVisitor();
    const page = await context.newPage();
    const arrived: Response[] = [];
    // Events of the context: the script of a worker belongs to no page.
    context.on("response", (response) => void arrived.push(response));
    await page.goto(`${url}/?name=Bench`);
    await page.waitForFunction("window.crosswire?.stats().firstFrameMs", undefined, {
      polling: 100,
      timeout: 30_000,
    });
    const scripts: Script[] = [];
    for (const response of arrived) {
      const type = (await response.allHeaders())["content-type"] ?? "";
      if (type.includes("javascript")) scripts.push(await scriptOf(response));
    }
    await context.close();
    for (const { name, sentBytes, encoding } of scripts)
      log(`${name}: ${(sentBytes / 1000).toFixed(1)} kB, encoding ${encoding}`);
    return figuresOf(scripts);
  } finally {
    await stop();
  }
}

function figuresOf(scripts: readonly Script[]): Figure[] {
  const isPhaser = ({ name }: Script): boolean => name.startsWith("phaser");
  const kilobytes = (some: readonly Script[], of: "sentBytes" | "plainBytes"): number =>
    some.reduce((sum, script) => sum + script[of], 0) / 1000;
  const figure = (name: string, some: readonly Script[]): Figure => ({
    what: name,
    unit,
    values: [kilobytes(some, "sentBytes")],
    baseline: { what: "the same without gzip", values: [kilobytes(some, "plainBytes")] },
  });
  const plain = scripts.filter(
    ({ encoding, plainBytes }) => encoding === "none" && plainBytes > 1000,
  );
  const note =
    plain.length === 0
      ? `${scripts.length} files, sent gzipped`
      : `sent without gzip: ${plain.map(({ name }) => name).join(", ")}`;
  return [
    { ...figure(what, scripts), target: 450, note },
    figure("of it Phaser", scripts.filter(isPhaser)),
    figure(
      "of it everything else",
      scripts.filter((script) => !isPhaser(script)),
    ),
  ];
}

export const javascript: Measure = {
  name: "javascript",
  title: "JavaScript sent",
  method:
    "Response bodies as they crossed the wire to a Chromium with an empty cache, until the first playable frame; 1 kB is 1000 bytes.",
  run,
};
