/** The numbers of the HUD: what each is called, in which unit it is, and how a player reads what it means. */
import type { Page } from "@playwright/test";
import { expect, test } from "./support/game-fixtures.ts";
import { hudBundle, openHud, type HudFixture } from "./support/hud.ts";

const states: Readonly<Record<string, HudFixture>> = {
  "the whole net graph in a crowded moment": { netGraph: 4, crowded: true },
  scores: { scores: true, crowded: true },
};

/** A number with its unit, or with the thing that is counted. */
const withUnit =
  /\d\s?(ms|µs|min|%|B|kB\/s|B\/s|msg\/s|fps|units|peers?|spans?|swaps?|freezes?|times?)(?![a-z])/;
/** A column of counts: its heading names what is counted. */
const columns = ["Kills", "Deaths", "Points", "Place, pilot, points"];

interface FoundNumbers {
  /** Texts with a digit that stand outside of every figure. */
  readonly unexplained: readonly string[];
  readonly labels: readonly string[];
}

/**
 * Marks each figure with its place in the answer's `labels`. Not looked at: names of players and protocols, chat, whole sentences
 * (they have label and unit in them) and the strip's scale.
 */
function findNumbers(): FoundNumbers {
  const notNumbers = ".name, .chat, .feed, .hint, .http-version, .figure-about, figcaption, p, kbd";
  const unexplained: string[] = [];
  const texts = document.createTreeWalker(
    document.querySelector("#panels") ?? document.body,
    NodeFilter.SHOW_TEXT,
  );
  while (texts.nextNode()) {
    const { textContent, parentElement } = texts.currentNode;
    if (!/\d/.test(textContent ?? "") || !parentElement) continue;
    if (!parentElement.checkVisibility({ visibilityProperty: true })) continue;
    if (parentElement.closest(`.figure, ${notNumbers}`)) continue;
    const cell = parentElement.closest("td");
    const heading = cell
      ? cell.closest("table")?.querySelectorAll("thead th")[cell.cellIndex]
      : parentElement.closest("section");
    if (!heading?.querySelector(":scope > .figure")) unexplained.push(textContent ?? "");
  }
  const figures = [...document.querySelectorAll<HTMLElement>(".figure")].filter((figure) =>
    figure.checkVisibility({ visibilityProperty: true }),
  );
  const labels = figures.map((figure, index) => {
    figure.dataset["index"] = String(index);
    return figure.querySelector(".figure-label")?.textContent ?? "";
  });
  return { unexplained, labels };
}

/** Every visible figure is opened by `press` and closed by Esc. */
async function expectExplained(
  page: Page,
  press: (figure: ReturnType<Page["locator"]>) => Promise<void>,
): Promise<void> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  for (const [state, shown] of Object.entries(states)) {
    await page.evaluate((fixture) => window.hud.show(fixture), shown);
    await expect(page.locator(".figure").first()).toBeVisible();
    const { unexplained, labels } = await page.evaluate(findNumbers);
    expect(unexplained, state).toEqual([]);
    expect(labels.length).toBeGreaterThan(3);
    for (const [index, label] of labels.entries()) {
      const figure = page.locator(`.figure[data-index="${index}"]`);
      const about = page.locator(".figure-about:popover-open");
      expect(label, `${state}, number ${index}`).not.toBe("");
      if (!columns.includes(label)) await expect(figure, label).toHaveText(withUnit);
      await expect(figure, label).toHaveAccessibleDescription(/\w+ .*\.$/);
      await press(figure);
      await expect(about, label).toBeVisible();
      await expect(about).toContainText(label);
      const box = await about.boundingBox();
      expect(box?.x, label).toBeGreaterThanOrEqual(0);
      expect(box?.y, label).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), label).toBeLessThanOrEqual(width);
      expect((box?.y ?? 0) + (box?.height ?? 0), label).toBeLessThanOrEqual(height);
      await page.keyboard.press("Escape");
      await expect(about, label).toBeHidden();
    }
  }
}

test("every number on the HUD has a label and a unit, and Enter opens its explanation", async ({
  page,
}) => {
  await openHud(page, await hudBundle());
  await page.setViewportSize({ width: 1280, height: 720 });
  await expectExplained(page, async (figure) => {
    await figure.focus();
    await page.keyboard.press("Enter");
  });
});

test("every number on the HUD of a phone has a label and a unit, and a tap opens its explanation", async ({
  browser,
}) => {
  const context = await browser.newContext({ hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await openHud(page, await hudBundle());
  await page.setViewportSize({ width: 390, height: 844 });
  await expectExplained(page, (figure) => figure.tap());
  await context.close();
});

test("Esc closes an explanation first, and opens Settings only when none is open", async ({
  openTab,
}) => {
  const { page } = await openTab("Nina", "room=numbers&bots=0");
  const settings = page.getByRole("dialog", { name: "Settings" });
  await page.getByRole("button", { name: /^RTT/ }).click();
  await expect(page.locator(".figure-about:popover-open")).toContainText("Round trip time");
  await page.keyboard.press("Escape");
  await expect(page.locator(".figure-about:popover-open")).toHaveCount(0);
  await expect(settings).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(settings).toBeVisible();
});
