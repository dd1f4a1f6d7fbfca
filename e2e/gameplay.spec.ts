/** What a player's hands feel, and what Settings does to it. */
import { expect, expectTransport, test } from "./support/game-fixtures.ts";

test("own ship answers in the frame of the keypress", async ({ openTab }) => {
  const { page } = await openTab("Kay", "room=feel&bots=0");
  // In the page: press, let exactly one frame be drawn, look.
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
      await frame();
      if (x() > before) answered += 1;
      window.dispatchEvent(new KeyboardEvent("keyup", { key: "d", code: "KeyD", bubbles: true }));
      // Until it stands again.
      for (let still = x() - 1; Math.abs(x() - still) > 0.01; await frame()) still = x();
    }
    return answered;
  });
  expect(moved).toBe(10);
});

test("every transport of the list flies, and the badge names it", async ({ openTab }) => {
  const tab = await openTab("Sol", "room=feel-all&autopilot=1");
  const { page } = tab;
  await page.keyboard.press("Escape");
  const select = page.getByLabel("Transport", { exact: true });
  for (const [name, label] of [
    ["socketio", "Socket.IO"],
    ["webrtc", "WebRTC"],
  ] as const) {
    await select.selectOption(name);
    await expectTransport(tab, name);
    await expect(page.getByRole("region", { name: "Connection" })).toContainText(label);
    const heard = (await tab.stats()).ledger["snapshot"]?.received ?? 0;
    await expect
      .poll(async () => (await tab.stats()).ledger["snapshot"]?.received ?? 0)
      .toBeGreaterThan(heard + 10);
  }
});

test("two tabs with one name are told apart", async ({ openTab }) => {
  const one = await openTab("Twin", "room=twins&bots=0");
  await openTab("Twin", "room=twins&bots=0");
  await expect
    .poll(async () => (await one.stats()).players.map(({ name }) => name).toSorted())
    .toEqual(["Twin", "Twin 2"]);
});

test("a hidden tab keeps its ship in the game and resumes without a jump in time", async ({
  openTab,
  context,
}) => {
  const watcher = await openTab("Wes", "room=hidden&bots=0");
  const tab = await openTab("Hal", "room=hidden&bots=0&autopilot=1");
  await tab.page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true, configurable: true });
    // No animation frames, as in a tab behind another.
    Object.defineProperty(window, "requestAnimationFrame", { value: () => 0, configurable: true });
  });
  const sent = async (): Promise<number> => (await tab.stats()).ledger["input"]?.sent ?? 0;
  const before = await sent();
  await expect.poll(sent).toBeGreaterThan(before + 60);
  expect((await watcher.stats()).players.map(({ name }) => name)).toContain("Hal");
  expect((await tab.stats()).phase).toBe("playing");
  void context;
});
