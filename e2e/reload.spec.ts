/** A page after a reload is the same player; a copy of a tab is another player. */
import type { Page } from "@playwright/test";
import { expect, expectTransport, openTab, test } from "./support/game-fixtures.ts";
import { startServer } from "./support/server.ts";

const stats = (page: Page) => page.evaluate(() => window.crosswire.stats());
test("a reload in mid-match comes back to ship, score, transport, codec, switches and panels, without asking for a name", async ({
  context,
  server,
}) => {
  const page = await context.newPage();
  await page.goto(`${server.url}/?room=reload&bots=8&autopilot=1`);
  await page.getByRole("textbox", { name: "Name" }).fill("Rhea");
  await page.getByRole("button", { name: "Play" }).click();
  await expect.poll(async () => (await stats(page)).self).toBeDefined();
  await page.getByRole("button", { name: "Scores" }).click();
  await page.keyboard.press("Escape");
  await page.getByLabel("Transport").selectOption("sse");
  await page.getByLabel("Codec").selectOption("json");
  await page.getByRole("switch", { name: "Interpolation" }).uncheck();
  await page.keyboard.press("g");
  await expect.poll(async () => (await stats(page)).transport).toBe("sse");
  const row = page.getByRole("row").filter({ has: page.getByText("you", { exact: true }) });
  /** Kills and deaths, which only grow. */
  const numbers = async (): Promise<number[]> =>
    (await row.getByRole("cell").allTextContents()).slice(1, 3).map(Number);
  // Wait until there is something to lose.
  await expect
    .poll(async () => (await numbers()).some((count) => count > 0), { timeout: 45_000 })
    .toBe(true);
  const [before, { self }] = [await numbers(), await stats(page)];

  const asked = page.getByRole("button", { name: "Play" });
  let wasAsked = false;
  void asked.waitFor().then(
    () => (wasAsked = true),
    () => {},
  );
  await page.reload();
  await expect.poll(async () => (await stats(page)).self?.id).toBe(self?.id);
  await expectTransport({ page, stats: () => stats(page) }, "sse");
  await expect.poll(async () => (await stats(page)).codec).toBe("json");
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  await expect(page.getByRole("switch", { name: "Interpolation" })).not.toBeChecked();
  await expect(row).toContainText("Rhea you");
  const after = await numbers();
  expect(after.every((count, at) => count >= (before[at] ?? 0))).toBe(true);
  expect(wasAsked).toBe(false);
  // The net graph is hidden while the scoreboard is shown.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Scores" }).click();
  await expect(page.getByRole("region", { name: "Net graph" }).getByRole("img")).toBeVisible();
});

test("a duplicated tab becomes a player of its own, and a reload of either keeps both apart", async ({
  openTab: open,
  server,
  context,
}) => {
  const first = await open("Dot", "room=twins&bots=0&autopilot=1");
  // A tab that the page opens gets a copy of its storage, as a duplicated tab does.
  const opened = context.waitForEvent("page");
  await first.page.evaluate(() => void window.open(location.href));
  const twin = await opened;
  expect(await twin.evaluate(() => sessionStorage.length)).toBeGreaterThan(0);
  const named = async (): Promise<string[]> => {
    const { players } = await first.stats();
    return players.map(({ name }) => name).toSorted();
  };
  await expect.poll(named).toEqual(["Dot", "Dot 2"]);
  const seats = async (): Promise<(number | undefined)[]> => [
    (await first.stats()).self?.id,
    (await stats(twin)).self?.id,
  ];
  await expect.poll(async () => (await seats()).every((seat) => seat !== undefined)).toBe(true);
  const before = await seats();
  for (const page of [twin, first.page]) {
    await page.reload();
    await expect.poll(seats).toEqual(before);
    expect(await named()).toEqual(["Dot", "Dot 2"]);
  }
  const health = (await (await fetch(`${server.url}/healthz`)).json()) as { players: number };
  expect(health.players).toBe(2);
});

test("with another room in the address the same tab is a new player there, and its old ship leaves the old room", async ({
  context,
}) => {
  const server = await startServer();
  const tab = await openTab(context, server.url, "Moe", "room=old&bots=0");
  await tab.page.goto(`${server.url}/?name=Moe&room=new&bots=0`);
  await expect
    .poll(async () => {
      const { rooms } = (await (await fetch(`${server.url}/api/rooms`)).json()) as {
        rooms: { name: string; players: number }[];
      };
      return Object.fromEntries(rooms.map(({ name, players }) => [name, players]));
    })
    .toEqual({ old: 0, new: 1 });
  await server.stop();
});
