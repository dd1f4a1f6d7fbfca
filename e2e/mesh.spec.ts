/** The peer mesh (the player's "wing link"): browsers of one room send each other where their ships are. */
import type { Page } from "@playwright/test";
import { expect, openTab, type Tab, test } from "./support/game-fixtures.ts";
import { startServer } from "./support/server.ts";

const peersOf = async (tab: Tab): Promise<number> => (await tab.stats()).mesh.peers;
const playerIdOf = async (tab: Tab): Promise<number> => (await tab.stats()).self?.id ?? -1;

async function expectPeers(tab: Tab, count: number): Promise<void> {
  await expect.poll(() => peersOf(tab), { message: `has ${count} peers` }).toBe(count);
}

test("three tabs have two peers each; a tab without the wing link has none, and a closed tab is gone from the others", async ({
  openTab: open,
}) => {
  const query = "room=wing&bots=0&autopilot=1&transport=socketio&graph=4";
  const a = await open("Ada", query);
  const b = await open("Ben", query);
  const c = await open("Cyd", query);
  for (const tab of [a, b, c]) await expectPeers(tab, 2);

  // Each peer reports its own seat, and the net graph shows the age of both sources.
  const [benSeat, cydSeat] = [await playerIdOf(b), await playerIdOf(c)];
  await expect
    .poll(async () => new Set((await a.stats()).mesh.ages.map(({ seat }) => seat)))
    .toEqual(new Set([benSeat, cydSeat]));
  const graph = a.page.getByRole("region", { name: "Net graph" });
  await expect(graph).toContainText("2 peers");
  await expect(graph).toContainText(/Ben.*peer .*ms · server .*ms/);

  const d = await open("Dot", `${query}&mesh=0`);
  await expect.poll(async () => (await d.stats()).players.length).toBe(4);
  await expectPeers(d, 0);
  await expectPeers(a, 2);

  await c.page.close();
  for (const tab of [a, b]) await expectPeers(tab, 1);

  // Switched off in Settings, and on again.
  await b.page.keyboard.press("Escape");
  await b.page.getByRole("switch", { name: "Wing link" }).uncheck();
  for (const tab of [a, b]) await expectPeers(tab, 0);
  await b.page.getByRole("switch", { name: "Wing link" }).check();
  for (const tab of [a, b]) await expectPeers(tab, 1);
});

/** Delays what the server sends to this page. Signaling of the peer mesh is not delayed. */
function slowServer(page: Page, delayMs: number): Promise<void> {
  return page.routeWebSocket(/\/socket\.io\//, (near) => {
    const far = near.connectToServer();
    far.onMessage((message) => void setTimeout(() => near.send(message), delayMs));
  });
}

/** The delay that these tests add to what the server sends. */
const slowMs = 200;

test("with a slow path from the server a ship is drawn from its own browser's reports, within 4 units of where the server has it", async ({
  openTab: open,
}) => {
  const query = "room=fresh&bots=0&autopilot=1&transport=socketio";
  const b = await open("Ben", query);
  const a = await open("Ada", query, (page) => slowServer(page, slowMs));
  for (const tab of [a, b]) await expectPeers(tab, 1);
  const fresher = async () => {
    const [age] = (await a.stats()).mesh.ages;
    return age ? age.serverMs - age.peerMs : 0;
  };
  await expect.poll(fresher).toBeGreaterThan(0.75 * slowMs);
  await expect
    .poll(async () => (await a.stats()).mesh.ages[0]?.apartUnits ?? Infinity)
    .toBeLessThan(4);
  // Other ships are drawn at a later moment than the server's snapshots alone allow.
  const drawnMs = async () => (await a.stats()).net.interpolationDelayMs;
  await expect.poll(drawnMs, { timeout: 30_000 }).toBeLessThan(0.75 * slowMs);
  await a.page.keyboard.press("Escape");
  await a.page.getByRole("switch", { name: "Wing link" }).uncheck();
  await expect.poll(drawnMs, { timeout: 30_000 }).toBeGreaterThan(slowMs);
});

/** This page reports its ship to its peers 700 units beside where it is. */
async function falsifyPeerReports(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { send } = RTCDataChannel.prototype;
    RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: Uint8Array<ArrayBuffer>) {
      const reportBytes = 16;
      if (this.label === "unreliable-sequenced" && data.length > reportBytes) {
        const report = new DataView(data.buffer, data.byteOffset + data.length - reportBytes);
        const x8 = report.getUint16(5, true);
        report.setUint16(5, x8 > 9600 ? x8 - 5600 : x8 + 5600, true);
      }
      Reflect.apply(send, this, [data]);
    } as typeof send;
  });
}

test("a tab that reports a false position to its peers is drawn where the server has it, and its reports are counted as rejected", async ({
  openTab: open,
}) => {
  const query = "room=liar&bots=0&transport=socketio&graph=4";
  const b = await open("Ben", query, falsifyPeerReports);
  const a = await open("Ada", query, (page) => slowServer(page, slowMs));
  for (const tab of [a, b]) await expectPeers(tab, 1);
  await expect.poll(async () => (await a.stats()).mesh.ages[0]?.violations ?? 0).toBeGreaterThan(0);
  expect((await b.stats()).mesh.ages[0]?.violations).toBe(0);
  const graph = a.page.getByRole("region", { name: "Net graph" });
  await expect(graph).toContainText(/Ben.*rejected \d+ times?/);
  // No key is pressed, so Ben's ship stands where the server put it.
  const ben = (await b.stats()).self;
  const drawn = (await a.stats()).players.find(({ id }) => id === ben?.id);
  expect(Math.hypot((drawn?.x ?? 0) - (ben?.x ?? 0), (drawn?.y ?? 0) - (ben?.y ?? 0))).toBeLessThan(
    20,
  );
});

test("a tab without signaling plays on without peers", async ({ context }) => {
  const server = await startServer();
  const query = "room=alone&bots=0&transport=socketio";
  const a = await openTab(context, server.url, "Ada", query);
  const b = await openTab(context, server.url, "Ben", query, (page) =>
    page.routeWebSocket(/\/signal\//, (socket) => void socket.close()),
  );
  await expect.poll(async () => (await b.stats()).players.length).toBe(2);
  await expectPeers(b, 0);
  await expectPeers(a, 0);
  expect((await b.stats()).phase).toBe("playing");
  await server.stop();
});
