/** What a player sees of the own ship, of transports and of hidden tabs. */
import { expect, expectTransport, openTab, type Tab, test } from "./support/game-fixtures.ts";
import { fetchTransportOffers, startServerWithAllTransports } from "./support/server.ts";

test("own ship answers in the frame of the keypress", async ({ openTab }) => {
  const { page } = await openTab("Kay", "room=feel&bots=0");
  // In the page: a key goes down, exactly one frame is drawn, and the ship has moved.
  const moved = await page.evaluate(async () => {
    const frame = (): Promise<void> =>
      new Promise((resolve) => requestAnimationFrame(() => resolve()));
    const x = (): number => window.crosswire.stats().self?.x ?? Number.NaN;
    let answered = 0;
    for (let round = 0; round < 10; round++) {
      await frame();
      await frame();
      const before = x();
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "d", code: "KeyD", bubbles: true }));
      await frame();
      if (x() > before) answered += 1;
      window.dispatchEvent(new KeyboardEvent("keyup", { key: "d", code: "KeyD", bubbles: true }));
      // Wait until the ship stands again.
      for (let still = x() - 1; Math.abs(x() - still) > 0.01; await frame()) still = x();
    }
    return answered;
  });
  expect(moved).toBe(10);
});

test("on every transport offered snapshots arrive, and the badge names it", async ({ context }) => {
  test.setTimeout(180_000);
  const server = await startServerWithAllTransports();
  const tab = await openTab(context, server.url, "Sol", "room=feel-all&autopilot=1");
  const { page } = tab;
  await page.keyboard.press("Escape");
  const select = page.getByLabel("Transport", { exact: true });
  for (const { name, label, offered } of await fetchTransportOffers(server)) {
    if (!offered) continue;
    await select.selectOption(name);
    await expectTransport(tab, name);
    await expect(page.getByRole("region", { name: "Connection" })).toContainText(label);
    const snapshots = async (): Promise<number> =>
      (await tab.stats()).ledger["snapshot"]?.received ?? 0;
    const before = await snapshots();
    await expect.poll(snapshots).toBeGreaterThan(before + 10);
  }
  await server.stop();
});

test("the second of two tabs with one name gets a number", async ({ openTab }) => {
  const one = await openTab("Twin", "room=twins&bots=0");
  await openTab("Twin", "room=twins&bots=0");
  await expect
    .poll(async () => (await one.stats()).players.map(({ name }) => name).toSorted())
    .toEqual(["Twin", "Twin 2"]);
});

/** No frames are drawn and the page is hidden, as in a tab behind another. Resumed by `showTab`. */
const hideTab = ({ page }: Tab): Promise<void> =>
  page.evaluate(() => {
    const waiting: FrameRequestCallback[] = [];
    Object.assign(window, { waiting, nativeFrame: window.requestAnimationFrame });
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    Object.defineProperty(window, "requestAnimationFrame", {
      value: (callback: FrameRequestCallback) => waiting.push(callback),
      configurable: true,
    });
  });

interface Step {
  readonly units: number;
  readonly ms: number;
}

/** Draws again. Returns how far the own ship moved in each of 60 frames, and in which time. */
const showTab = ({ page }: Tab): Promise<Step[]> =>
  page.evaluate(async () => {
    const positionOf = () => {
      const { x = 0, y = 0 } = window.crosswire.stats().self ?? {};
      return { x, y, atMs: performance.now() };
    };
    const steps: Step[] = [];
    let last = positionOf();
    const { waiting, nativeFrame } = window as unknown as {
      waiting: FrameRequestCallback[];
      nativeFrame: typeof requestAnimationFrame;
    };
    Reflect.deleteProperty(document, "hidden");
    Object.defineProperty(window, "requestAnimationFrame", { value: nativeFrame });
    for (const callback of waiting) requestAnimationFrame(callback);
    while (steps.length < 60) {
      await new Promise(requestAnimationFrame);
      const next = positionOf();
      steps.push({
        units: Math.hypot(next.x - last.x, next.y - last.y),
        ms: next.atMs - last.atMs,
      });
      last = next;
    }
    return steps;
  });

/** A dash is the fastest that a ship flies. */
const maxUnitsPerMs = 0.95;

test("a hidden tab sends commands and keeps its ship in the room, and when it is shown again no frame moves the ship further than it can fly", async ({
  openTab: open,
}) => {
  const watcher = await open("Wes", "room=hidden&bots=0");
  const tab = await open("Hal", "room=hidden&bots=0&autopilot=1");
  await hideTab(tab);
  const sent = async (): Promise<number> => (await tab.stats()).ledger["input"]?.sent ?? 0;
  const before = await sent();
  await expect.poll(sent).toBeGreaterThan(before + 60);
  expect((await watcher.stats()).players.map(({ name }) => name)).toContain("Hal");
  expect((await tab.stats()).phase).toBe("playing");

  const steps = await showTab(tab);
  // A frame may show a position that is up to a frame and a tick newer or older than the time of the frame.
  const slackMs = 2 * 34;
  expect(steps.filter(({ units, ms }) => units > maxUnitsPerMs * (ms + slackMs))).toEqual([]);
  expect(steps.some(({ units }) => units > 0)).toBe(true);
});
