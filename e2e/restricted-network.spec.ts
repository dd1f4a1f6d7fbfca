/** What real networks block, what a closed tab leaves behind, and which HTTP it really was. */
import { expect, expectTransport, openTab, test } from "./support/game-fixtures.ts";
import { noUpgradeProxy } from "./support/no-upgrade-proxy.ts";
import {
  freeTcpPort,
  type RunningServer,
  startServer,
  startServerWithAllTransports,
} from "./support/server.ts";
import { routeThroughFirewall, udpFirewall } from "./support/udp-firewall.ts";

test("where a proxy blocks the WebSocket and a firewall UDP, plain HTTP flies within 3 s", async ({
  context,
}) => {
  const port = await freeTcpPort();
  const server = await startServer({ env: { ALLOWED_ORIGINS: `http://localhost:${port}` } });
  const proxy = await noUpgradeProxy(port, server.port);
  const valve = await udpFirewall(server.webrtcPort);
  valve.block();
  const tab = await openTab(context, `http://localhost:${port}`, "Pia", "autopilot=1", (page) =>
    routeThroughFirewall(page, valve),
  );
  const { transport, firstFrameMs } = await tab.stats();
  expect(transport).toBe("socketio-polling");
  expect(firstFrameMs).toBeLessThan(3000);
  expect(proxy.blockedUpgrades()).toBeGreaterThan(0);
  // Opened again, UDP lifts it to the best there is.
  valve.allow();
  await expectTransport(tab, "webrtc", 45_000);
  await proxy.stop();
  await valve.stop();
  await server.stop();
});

test("where the browser blocks fonts, the game flies", async ({ context, server }) => {
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

test("closing a tab frees its ship within 10 s, on every transport", async ({ context }) => {
  test.setTimeout(180_000);
  const server = await startServerWithAllTransports();
  for (const name of await offered(server)) {
    const tab = await openTab(context, server.url, "Gus", `room=closing&bots=0&transport=${name}`);
    await expectTransport(tab, name);
    expect(await players(server)).toBe(1);
    await tab.page.close();
    await expect
      .poll(() => players(server), { timeout: 10_000, message: `${name} frees the ship` })
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

async function offered({ url }: RunningServer): Promise<string[]> {
  const { transports } = (await (await fetch(`${url}/api/transports`)).json()) as {
    transports: { name: string; offered: boolean }[];
  };
  return transports.filter((transport) => transport.offered).map(({ name }) => name);
}

const players = async ({ url }: RunningServer): Promise<number> =>
  ((await (await fetch(`${url}/healthz`)).json()) as { players: number }).players;
