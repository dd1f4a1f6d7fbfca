/** The layout of the panels, on screens of twelve sizes and with everything that can be shown at once. */
import type { Browser, Page } from "@playwright/test";
import { expect, test } from "./support/game-fixtures.ts";
import { panelBoxesIn, hudBundle, type HudFixture, type NamedBox, openHud } from "./support/hud.ts";

/** Width, height, and whether thumbs play. */
const screens: readonly (readonly [number, number, boolean])[] = [
  [1920, 1080, false],
  [1280, 720, false],
  [1024, 768, false],
  [900, 560, false],
  [800, 500, false],
  [600, 900, false],
  [1180, 820, true],
  [820, 1180, true],
  [844, 390, true],
  [667, 375, true],
  [390, 844, true],
  [360, 640, true],
];

const states: Readonly<Record<string, HudFixture>> = {
  "a calm flight": {},
  "a crowded moment": { crowded: true },
  "the whole net graph": { netGraph: 4 },
  "the whole net graph in a crowded moment": { netGraph: 4, crowded: true },
  "an outage": { outage: true },
  "an outage in a crowded moment, with the whole net graph": {
    outage: true,
    crowded: true,
    netGraph: 4,
  },
  "chat in a crowded moment": { panel: "chat", crowded: true },
  "chat and the whole net graph": { panel: "chat", crowded: true, netGraph: 4 },
  settings: { panel: "settings", crowded: true },
  help: { panel: "help", netGraph: 2 },
  scores: { scores: true, crowded: true },
  "scores and the whole net graph": { scores: true, netGraph: 4 },
  "a podium": { podium: true, crowded: true },
};

/** Panels that cover the ship or the map on purpose. On a low screen a dialog leaves the ship visible. */
const mayCover = (what: string, panel: string, size: string): boolean =>
  ({
    ship: [".scoreboard", ".podium > *", ...(lowScreens.includes(size) ? [] : [".dialog"])],
    map: [".dialog"],
  })[what]?.includes(panel) ?? false;
const lowScreens = ["800x500", "844x390", "667x375"];

const overlap = (a: NamedBox, b: NamedBox): boolean =>
  Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
  Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;

/** A page for mice and a page for thumbs, in the size of one screen after the other. */
async function* pagesOf(browser: Browser): AsyncGenerator<{ page: Page; size: string }> {
  const bundle = await hudBundle();
  for (const thumbs of [false, true]) {
    const context = await browser.newContext({ hasTouch: thumbs, isMobile: thumbs });
    const page = await context.newPage();
    await openHud(page, bundle);
    for (const [width, height] of screens.filter((screen) => screen[2] === thumbs)) {
      await page.setViewportSize({ width, height });
      yield { page, size: `${width}x${height}` };
    }
    await context.close();
  }
}

test("[C40] on each of twelve screens and in each of thirteen states no panel covers another, the map or the own ship, and none leaves the screen", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const faults: string[] = [];
  for await (const { page, size } of pagesOf(browser)) {
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    for (const [state, boxes] of Object.entries(await panelBoxesIn(page, states))) {
      for (const [index, box] of boxes.entries()) {
        for (const other of boxes.slice(index + 1))
          if (overlap(box, other) && !mayCover(box.name, other.name, size))
            faults.push(`${size}, ${state}: ${box.name} and ${other.name}`);
        const { name, left, top, right, bottom } = box;
        if (left < -1 || top < -1 || right > width + 1 || bottom > height + 1)
          faults.push(`${size}, ${state}: ${name} leaves the screen`);
      }
    }
  }
  expect(faults).toEqual([]);
});

test("[C40] on each of twelve screens a click on its button opens and closes Help, Settings, Chat and Scores", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  for await (const { page, size } of pagesOf(browser)) {
    await panelBoxesIn(page, { calm: {} });
    for (const name of ["Help", "Settings"] as const) {
      await page.getByRole("button", { name, exact: true }).click();
      await expect(page.getByRole("dialog"), size).toBeVisible();
      await page.getByRole("button", { name: /^Close/ }).click();
      await expect(page.getByRole("dialog"), size).toBeHidden();
    }
    for (const [name, shown] of [
      ["Chat", page.getByRole("textbox", { name: "Message to the room" })],
      ["Scores", page.getByRole("region", { name: "Scoreboard" })],
    ] as const) {
      const button = page.getByRole("button", { name, exact: true });
      await button.click();
      await expect(shown, size).toBeVisible();
      await button.click();
      await expect(shown, size).toBeHidden();
    }
  }
});

test("on each of twelve screens and in each of thirteen states a press on any panel but the first hint does not reach the arena", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const faults: string[] = [];
  let looked = 0;
  for await (const { page, size } of pagesOf(browser))
    for (const [state, shown] of Object.entries(states)) {
      await panelBoxesIn(page, { [state]: shown });
      const { count, through } = await page.evaluate(pressedThrough);
      looked += count;
      faults.push(...through.map((what) => `${size}, ${state}: ${what}`));
    }
  expect(faults).toEqual([]);
  expect(looked).toBeGreaterThan(1000);
});

/** Finds elements that show text or a picture and let a press on their middle through to the arena. */
function pressedThrough(): { readonly count: number; readonly through: string[] } {
  const drawn = [...document.querySelectorAll("#panels *")].filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true }) &&
      !element.closest(".unseen, .hint") &&
      (element.matches("canvas, .track, .mark, .spinner") ||
        [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent)),
  );
  const through: string[] = [];
  let count = 0;
  for (const element of drawn) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    if (right - left < 1 || x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) continue;
    // A part that a container cuts off is not visible.
    const isCut = ((): boolean => {
      for (let above = element.parentElement; above; above = above.parentElement) {
        const frame = above.getBoundingClientRect();
        if (getComputedStyle(above).overflowY === "visible") continue;
        if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) return true;
      }
      return false;
    })();
    if (isCut) continue;
    count += 1;
    const hit = document.elementFromPoint(x, y);
    if (!hit || !hit.closest("#panels, .touch"))
      through.push(
        `${element.tagName} ${element.className} in ${element.parentElement?.className} "${element.textContent.slice(0, 20)}"`,
      );
  }
  return { count, through };
}
