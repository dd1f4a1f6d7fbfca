/** Swaps from every transport offered to every other: no chat line is lost or repeated, and no swap stops the snapshots for long. */
import type { Page } from "@playwright/test";
import { playerTransports } from "#transport";
import { eulerianCircuit } from "./support/eulerian-circuit.ts";
import { expect, expectTransport, openTab, type Tab, test } from "./support/game-fixtures.ts";
import { fetchTransportOffers, startServerWithAllTransports } from "./support/server.ts";

/**
 * The longest gap that a swap may cause, in snapshots that a tab which swaps nothing receives meanwhile: at 30 snapshots a second
 * a quarter of a second. Where a transport polls, its interval passes between two snapshots without any swap.
 */
const maxGapSnapshots = 8;
const pollIntervalSnapshots = 6;
const polling = playerTransports
  .filter(({ hasPollInterval }) => hasPollInterval)
  .map(({ name }) => name as string);
const maxGapOf = ({ from, to }: Swap): number =>
  maxGapSnapshots + ([from, to].some((name) => polling.includes(name)) ? pollIntervalSnapshots : 0);

interface Swap {
  readonly from: string;
  readonly to: string;
  readonly gapMs: number;
}

/** Longest gap between snapshots in the last 5 s, less the time in which the page itself did not run. */
async function gapMsOf(tab: Tab): Promise<number> {
  const { longestGapMs, longestStallMs } = (await tab.stats()).net;
  return Math.max(0, longestGapMs - longestStallMs);
}

/** The mean time between two snapshots of this tab from now until it is asked for. */
async function meterInterval(tab: Tab): Promise<() => Promise<number>> {
  const received = async (): Promise<number> =>
    (await tab.stats()).ledger["snapshot"]?.received ?? 0;
  const [before, sinceMs] = [await received(), performance.now()];
  return async () => (performance.now() - sinceMs) / ((await received()) - before);
}

/** No animation frames, as in a hidden tab: without a graphics card drawing would take the time that is measured here. */
const stopAnimationFrames = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(window, "requestAnimationFrame", { value: () => 0, configurable: true });
  });

test("through every ordered pair of transports offered each chat line arrives once and in order, and no swap stops the snapshots for longer than 8 of a tab that stays, 14 where a transport polls", async ({
  context,
}) => {
  test.setTimeout(420_000);
  const server = await startServerWithAllTransports();
  const room = "room=pairs&bots=0";
  const a = await openTab(context, server.url, "Ada", room);
  const b = await openTab(context, server.url, "Bo", room);
  const c = await openTab(context, server.url, "Cy", room);
  for (const { page } of [a, b, c]) await stopAnimationFrames(page);

  const offers = await fetchTransportOffers(server);
  const offered = offers.filter((offer) => offer.offered).map(({ name }) => name);
  for (const { name, why } of offers.filter((offer) => !offer.offered))
    console.warn(`NOT TESTED: ${name}: ${why}`);
  const walk = eulerianCircuit(offered);
  expect(walk).toHaveLength(offered.length * (offered.length - 1) + 1);

  const swaps: Swap[] = [];
  let lines = 0;
  const sendLine = async (): Promise<void> => {
    lines += 1;
    await a.page.keyboard.press("Enter");
    await a.page.getByLabel("Message to the room").fill(String(lines));
    await a.page.keyboard.press("Enter");
  };
  const intervalMs = await meterInterval(c);
  await choose(a, walk[0] ?? "webrtc");
  for (const [index, to] of walk.slice(1).entries()) {
    await sendLine();
    await choose(a, to);
    // One line is sent while the new link is dialed, and one when it is open.
    await sendLine();
    await expectTransport(a, to);
    await sendLine();
    // A gap that a tab has which swaps nothing comes from the machine, not from the swap.
    const machineMs = Math.max(0, (await gapMsOf(c)) - (await intervalMs()));
    const gapMs = Math.round((await gapMsOf(a)) - machineMs);
    // The window of 5 s still contains the swap before.
    if (gapMs !== swaps.at(-1)?.gapMs) swaps.push({ from: walk[index] ?? "", to, gapMs });
  }

  const numbers = Array.from({ length: lines }, (_, index) => String(index + 1));
  const linesOf = async (tab: Tab): Promise<string[]> =>
    (await tab.stats()).chat.filter(({ from }) => from === "Ada").map(({ text }) => text);
  for (const tab of [b, c]) await expect.poll(() => linesOf(tab)).toEqual(numbers);
  const longest = swaps.toSorted((one, other) => other.gapMs - one.gapMs).slice(0, 3);
  const texts = longest.map(({ from, to, gapMs }) => `${from} -> ${to} ${gapMs} ms`);
  console.log(`${walk.length - 1} swaps; longest gaps: ${texts.join(", ")}`);
  const snapshotMs = await intervalMs();
  expect(swaps.filter((swap) => swap.gapMs > maxGapOf(swap) * snapshotMs)).toEqual([]);
  await server.stop();
});

async function choose({ page }: Tab, transport: string): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByLabel("Transport", { exact: true }).selectOption(transport);
  await page.keyboard.press("Escape");
}
