/** The server restarts or forgets a ship: tabs say so and play on without the player. */
import type { Browser } from "@playwright/test";
import { expect, openTab, test } from "./support/game-fixtures.ts";
import { freeTcpPort, freeUdpPort, startServer } from "./support/server.ts";

test("when the server is killed and started again, a tab says so and joins again by itself", async ({
  context,
}) => {
  const port = await freeTcpPort();
  const webrtcPort = await freeUdpPort();
  const first = await startServer({ port, webrtcPort });
  const tab = await openTab(context, first.url, "Rex", "autopilot=1");
  await first.kill();
  await expect(tab.page.getByRole("status", { name: "News" })).toContainText(
    /reconnecting|trying again/i,
  );

  const second = await startServer({ port, webrtcPort });
  // Not before the new server has the player: WebRTC may not have noticed yet that the old one is gone.
  const playersByRoom = async (): Promise<number[]> => {
    const { rooms } = (await (await fetch(`${second.url}/api/rooms`)).json()) as {
      rooms: { players: number }[];
    };
    return rooms.map(({ players }) => players);
  };
  await expect.poll(playersByRoom, { timeout: 20_000 }).toEqual([1]);
  await expect.poll(async () => (await tab.stats()).phase).toBe("playing");
  const before = (await tab.stats()).self;
  await expect.poll(async () => (await tab.stats()).self).not.toEqual(before);
  await second.stop();
});

test("a tab that slept for longer than the server keeps its ship gets a new ship", async ({
  browser,
  context,
}) => {
  const server = await startServer({ env: { GRACE_SECONDS: "1" } });
  const tab = await openTab(context, server.url, "Zoe", "autopilot=1");
  const players = async (): Promise<number> =>
    ((await (await fetch(`${server.url}/healthz`)).json()) as { players: number }).players;

  // As when a laptop is closed: the process of the page stops, and its links with it.
  const asleep = await renderersOf(browser);
  for (const id of asleep) process.kill(id, "SIGSTOP");
  try {
    await expect.poll(players, { timeout: 30_000 }).toBe(0);
  } finally {
    for (const id of asleep) process.kill(id, "SIGCONT");
  }
  await expect.poll(players, { timeout: 20_000 }).toBe(1);
  const before = (await tab.stats()).self;
  await expect.poll(async () => (await tab.stats()).self).not.toEqual(before);
  expect((await tab.stats()).phase).toBe("playing");
  await server.stop();
});

/** The processes of this browser's pages. */
async function renderersOf(browser: Browser): Promise<number[]> {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}
