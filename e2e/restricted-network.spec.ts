/** Networks that block UDP, WebSockets or fonts; closed tabs; and the HTTP version on the badge. */
import { expect, expectTransport, openTab, test } from "./support/game-fixtures.ts";
import { expectPlayedBefore, recordBadgeNotes } from "./support/badge-notes.ts";
import { noUpgradeProxy } from "./support/no-upgrade-proxy.ts";
import {
  countPlayers,
  fetchTransportOffers,
  freeTcpPort,
  startServer,
  startServerWithAllTransports,
} from "./support/server.ts";
import { routeThroughFirewall, udpFirewall } from "./support/udp-firewall.ts";

test("where a proxy blocks the WebSocket and a firewall UDP, the page plays over plain HTTP before WebRTC has failed", async ({
  context,
}) => {
  const port = await freeTcpPort();
  const server = await startServer({ env: { ALLOWED_ORIGINS: `http://localhost:${port}` } });
  const proxy = await noUpgradeProxy(port, server.port);
  const firewall = await udpFirewall(server.webrtcPort);
  firewall.block();
  const tab = await openTab(
    context,
    `http://localhost:${port}`,
    "Pia",
    "autopilot=1",
    async (page) => {
      await recordBadgeNotes(page);
      await routeThroughFirewall(page, firewall);
    },
  );
  expect((await tab.stats()).transport).toBe("socketio-polling");
  await expectPlayedBefore(tab, "UDP may be blocked");
  expect(proxy.blockedUpgrades()).toBeGreaterThan(0);
  // With UDP allowed, Auto changes to its best transport.
  firewall.allow();
  await expectTransport(tab, "webrtc", 45_000);
  await proxy.stop();
  await firewall.stop();
  await server.stop();
});

test("where the browser blocks fonts, the page plays", async ({ context, server }) => {
  let blocked = 0;
  const tab = await openTab(context, server.url, "Fo", "bots=0", (page) =>
    page.route(/\.woff2?$/, (route) => {
      blocked += 1;
      return route.abort("blockedbyclient");
    }),
  );
  expect((await tab.stats()).self).toBeDefined();
  expect(blocked).toBeGreaterThan(0);
});

test("on every transport offered a closed tab frees its ship, where a lost one would be kept for ten minutes", async ({
  context,
}) => {
  test.setTimeout(180_000);
  const server = await startServerWithAllTransports({ env: { GRACE_SECONDS: "600" } });
  for (const { name, offered } of await fetchTransportOffers(server)) {
    if (!offered) continue;
    const tab = await openTab(context, server.url, "Gus", `room=closing&bots=0&transport=${name}`);
    await expectTransport(tab, name);
    expect(await countPlayers(server)).toBe(1);
    await tab.page.close();
    await expect
      .poll(() => countPlayers(server), { timeout: 30_000, message: `${name} frees the ship` })
      .toBe(0);
  }
  await server.stop();
});

test("the badge names the HTTP that the browser really used", async ({ browser }) => {
  const server = await startServer();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  for (const [url, name] of [
    [server.url, "HTTP/1.1"],
    [server.httpsUrl, "HTTP/2"],
  ] as const) {
    const tab = await openTab(context, url, "Hue", "bots=0&autopilot=1&transport=sse");
    await expectTransport(tab, "sse");
    await expect(tab.page.getByRole("region", { name: "Connection" })).toContainText(
      `over ${name}`,
    );
    await tab.page.close();
  }
  await context.close();
  await server.stop();
});
