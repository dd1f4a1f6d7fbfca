/** Every server transport to every other, in mid-match: not one message is lost or repeated, and the world stands still for nobody. */
import type { Page } from "@playwright/test";
import { eulerianCircuit } from "./support/eulerian-circuit.ts";
import { expect, expectTransport, openTab, type Tab, test } from "./support/game-fixtures.ts";
import { startServerWithAllTransports } from "./support/server.ts";

/** Snapshots come every 33 ms, give or take. */
const snapshotIntervalMs = 40;

/** A world that is asked for every 200 ms stands still that long without any swap. */
const pollIntervalMs = 200;
const limitOf = (pair: string): number =>
  250 + (pair.includes("short-polling") ? pollIntervalMs : 0);

/** Longest gap between snapshots in the last 5 s, less what the page itself stood still. */
async function gapMsOf(tab: Tab): Promise<number> {
  const { longestGapMs, longestStallMs } = (await tab.stats()).net;
  return Math.max(0, longestGapMs - longestStallMs);
}

/** No animation frames, as in a tab behind another: what is timed here is links, not drawing without a graphics card. */
const stopAnimationFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(window, "requestAnimationFrame", { value: () => 0, configurable: true });
  });

test("three tabs through every ordered pair of transports: each message once and in order, no swap freezes the world for 250 ms beyond a poll's interval", async ({
  context,
}) => {
  test.setTimeout(420_000);
  const server = await startServerWithAllTransports();
  const room = "room=pairs&bots=0";
  const a = await openTab(context, server.url, "Ada", room);
  const b = await openTab(context, server.url, "Bo", room);
  const c = await openTab(context, server.url, "Cy", room);
  for (const { page } of [a, b, c]) await stopAnimationFrames(page);

  const { transports } = (await (await fetch(`${server.url}/api/transports`)).json()) as {
    transports: { name: string; offered: boolean; why: string }[];
  };
  const offered = transports.filter((transport) => transport.offered).map(({ name }) => name);
  for (const { name, why } of transports.filter((transport) => !transport.offered)) {
    console.warn(`NOT WALKED: ${name}: ${why}`);
  }
  const walk = eulerianCircuit(offered);
  expect(walk).toHaveLength(offered.length * (offered.length - 1) + 1);

  const frozen: { pair: string; gapMs: number }[] = [];
  let said = 0;
  const say = async (): Promise<void> => {
    said += 1;
    await a.page.keyboard.press("Enter");
    await a.page.getByLabel("Message to the room").fill(String(said));
    await a.page.keyboard.press("Enter");
  };
  await choose(a, walk[0] ?? "webrtc");
  for (const [index, to] of walk.slice(1).entries()) {
    await say();
    await choose(a, to);
    // Said while the new link is being dialed, and again when it is up.
    await say();
    await expectTransport(a, to);
    await say();
    // Beside a tab that swaps nothing: what the whole machine stood still is no fault of a link.
    const machineMs = Math.max(0, (await gapMsOf(c)) - snapshotIntervalMs);
    const gapMs = Math.round((await gapMsOf(a)) - machineMs);
    // The window of 5 s still shows the swap before.
    if (gapMs !== frozen.at(-1)?.gapMs) frozen.push({ pair: `${walk[index]} -> ${to}`, gapMs });
  }

  const numbers = Array.from({ length: said }, (_, index) => String(index + 1));
  const heardBy = async (tab: Tab): Promise<string[]> =>
    (await tab.stats()).chat.filter(({ from }) => from === "Ada").map(({ text }) => text);
  for (const tab of [b, c]) await expect.poll(() => heardBy(tab)).toEqual(numbers);
  const longest = frozen.toSorted((one, other) => other.gapMs - one.gapMs).slice(0, 3);
  console.log(
    `${walk.length - 1} swaps; longest gaps: ${longest.map(({ pair, gapMs }) => `${pair} ${gapMs} ms`).join(", ")}`,
  );
  expect(frozen.filter(({ pair, gapMs }) => gapMs > limitOf(pair))).toEqual([]);
  await server.stop();
});

async function choose({ page }: Tab, transport: string): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByLabel("Transport", { exact: true }).selectOption(transport);
  await page.keyboard.press("Escape");
}
