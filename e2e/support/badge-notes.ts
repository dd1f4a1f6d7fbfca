/** When the badge first showed each of its notes, on the clock of `performance.now()` of the page. */
import type { Page } from "@playwright/test";
import { expect, type Tab } from "./game-fixtures.ts";

declare global {
  interface Window {
    badgeNotes: Record<string, number>;
  }
}

/** Call it before the page is loaded. */
export const recordBadgeNotes = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    window.badgeNotes = {};
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll(".badge .note"))
        if (textContent) window.badgeNotes[textContent] ??= performance.now();
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });

/** The first frame with the own ship was drawn before the badge showed a note with this text. */
export async function expectPlayedBefore({ page, stats }: Tab, text: string): Promise<void> {
  const notedMs = (): Promise<number | undefined> =>
    page.evaluate(
      (part) => Object.entries(window.badgeNotes).find(([note]) => note.includes(part))?.[1],
      text,
    );
  await expect.poll(notedMs, { timeout: 30_000, message: `the badge says: ${text}` }).toBeDefined();
  const { firstFrameMs = Infinity } = await stats();
  expect(firstFrameMs).toBeLessThan((await notedMs()) ?? 0);
}
