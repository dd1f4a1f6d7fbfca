/** A page with only the panels (client/testing/hud.tsx), and the boxes of what it shows. */
import type { Page } from "@playwright/test";
import { build } from "vite";
import type { HudFixture } from "../../client/testing/hud.tsx";

export type { HudFixture } from "../../client/testing/hud.tsx";

export interface NamedBox {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface HudBundle {
  readonly script: string;
  readonly style: string;
}

/** Builds the script and the styles of that page, with the fonts inside. */
export async function hudBundle(): Promise<HudBundle> {
  const built = await build({
    configFile: false,
    root: `${import.meta.dirname}/../..`,
    logLevel: "silent",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      write: false,
      assetsInlineLimit: 1e6,
      cssCodeSplit: false,
      lib: { entry: "client/testing/hud.tsx", formats: ["iife"], name: "hudPage" },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) =>
    "output" in each ? each.output : [],
  );
  const style = outputs.find(({ fileName }) => fileName.endsWith(".css"));
  const script = outputs.find(({ type }) => type === "chunk");
  return {
    script: script && "code" in script ? script.code : "",
    style: style && "source" in style ? String(style.source) : "",
  };
}

export async function openHud(page: Page, { script, style }: HudBundle): Promise<void> {
  await page.setContent(
    `<!doctype html><html><head><meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body><div id="arena"></div><div id="panels"></div></body></html>`,
  );
  await page.addScriptTag({ content: script });
  await page.evaluate(() => document.fonts.ready);
}

/** Panels of which only parts are boxes: what is around the parts is empty. */
const withParts = [".badge", ".feed", ".menu", ".trace"];
/** The selectors of everything that the HUD shows; the last one finds every other panel of a column or a row. */
const selectors = [
  ".badge .numbers",
  ".badge .note",
  ".feed span",
  ".menu button",
  ".missing-spans",
  ".trace-chip",
  ".stick",
  ".dash",
  ".dialog",
  ".scoreboard",
  ".podium > *",
  `:is(.hud-left, .hud-top, .hud-right, .hud-bottom) > :not(${withParts.join(", ")})`,
];

/** The boxes in each state, after it was drawn. `map` and `ship` are the boxes that the arena needs. */
export const panelBoxesIn = (
  page: Page,
  states: Readonly<Record<string, HudFixture>>,
): Promise<Record<string, NamedBox[]>> =>
  page.evaluate(
    async ({ wanted, parts }) => {
      const all: Record<string, NamedBox[]> = {};
      for (const [state, shown] of Object.entries(wanted)) {
        window.hud.show(shown);
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
        const arena = Object.entries(window.hud.arenaBoxes()).map(
          ([name, { left, top, width, height }]) => ({
            name,
            left,
            top,
            right: left + width,
            bottom: top + height,
          }),
        );
        const panels = parts.flatMap((selector) =>
          [...document.querySelectorAll(selector)]
            .filter((element) => element.checkVisibility({ visibilityProperty: true }))
            .map((element) => {
              let { left, top, right, bottom } = element.getBoundingClientRect();
              for (let above = element.parentElement; above; above = above.parentElement) {
                if (getComputedStyle(above).overflowY === "visible") continue;
                // A part that a container cuts off is not visible.
                const frame = above.getBoundingClientRect();
                [left, top] = [Math.max(left, frame.left), Math.max(top, frame.top)];
                [right, bottom] = [Math.min(right, frame.right), Math.min(bottom, frame.bottom)];
              }
              const which = element.matches(".menu button") ? ` ${element.textContent}` : "";
              const name = selector.startsWith(":") ? `.${element.classList[0]}` : selector;
              return { name: `${name}${which}`, left, top, right, bottom };
            })
            // An element without content is not visible.
            .filter(({ left, top, right, bottom }) => right - left > 1 && bottom - top > 1),
        );
        all[state] = [...arena, ...panels];
      }
      return all;
    },
    { wanted: states, parts: selectors },
  );
