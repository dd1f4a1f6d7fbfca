/** Two tabs in one window. The hidden one draws nothing, and its ship flies on. */
import type { Page } from "@playwright/test";
import { expect, openTab, type Tab, test } from "./support/game-fixtures.ts";
import { openBrowserWindow } from "./support/browser-window.ts";

/** What the ship of a tab did, from the statistics of its page. */
class ShipLog {
  readonly shots = new Set<string>();
  units = 0;
  #samples = 0;
  readonly #tab: Tab;
  #last: { x: number; y: number } | undefined;

  constructor(tab: Tab) {
    this.#tab = tab;
  }

  /** Mean distance between two samples while the ship flew: time without a ship does not count. */
  get unitsPerSample(): number {
    return this.units / this.#samples;
  }

  async update(): Promise<void> {
    const { self, lastShot } = await this.#tab.stats();
    if (lastShot) this.shots.add(lastShot.traceId);
    // A ship that burst returns at another place.
    if (self && this.#last && self.flying) {
      const units = Math.hypot(self.x - this.#last.x, self.y - this.#last.y);
      if (units < 500) {
        this.units += units;
        this.#samples += 1;
      }
    }
    this.#last = self;
  }
}

const visibility = ({ page }: Tab): Promise<string> =>
  page.evaluate(() => document.visibilityState);
const framesOf = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let frames = 0;
        const count = (): void => {
          frames += 1;
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
        // A visible tab draws frames during two requests to the server.
        void fetch("/healthz")
          .then(() => fetch("/healthz"))
          .then(() => resolve(frames));
      }),
  );

test("an autopilot in a hidden tab flies at more than half the speed and shoots more than a quarter as often as one in the visible tab", async ({
  launchOptions,
  server,
}) => {
  test.setTimeout(120_000);
  const window = await openBrowserWindow(launchOptions);
  const query = "room=behind&bots=4&autopilot=1";
  const behind = await openTab(window.context, server.url, "Bea", query);
  const front = await openTab(window.context, server.url, "Flo", query);
  await front.page.bringToFront();
  await expect.poll(() => visibility(behind)).toBe("hidden");
  expect(await visibility(front)).toBe("visible");
  expect(await framesOf(behind.page)).toBe(0);

  const [bea, flo] = [new ShipLog(behind), new ShipLog(front)];
  const both = async (): Promise<number> => {
    await Promise.all([bea.update(), flo.update()]);
    return Math.min(flo.units / 4000, flo.shots.size / 8);
  };
  await expect.poll(both, { timeout: 60_000, intervals: [150] }).toBeGreaterThan(1);
  expect(bea.unitsPerSample / flo.unitsPerSample).toBeGreaterThan(0.5);
  expect(bea.shots.size / flo.shots.size).toBeGreaterThan(0.25);
  await window.close();
});
