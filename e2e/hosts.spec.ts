/** The game under the names and addresses of its machine, behind a proxy, and under a foreign name. */
import { networkInterfaces } from "node:os";
import type { BrowserContext, Page } from "@playwright/test";
import config from "../playwright.config.ts";
import { expect, expectTransport, openTab, test } from "./support/game-fixtures.ts";
import { rewritingProxy } from "./support/rewriting-proxy.ts";
import {
  freeTcpPort,
  type RunningServer,
  startServer,
  startServerWithAllTransports,
} from "./support/server.ts";

test.setTimeout(120_000);

const { launchOptions } = config.use ?? {};
test.use({
  launchOptions: {
    ...launchOptions,
    args: [
      ...(launchOptions?.args ?? []),
      // Names that lead to this machine, as an attacker's name server could answer.
      "--host-resolver-rules=MAP *.example 127.0.0.1",
      // Chromium asks the player before a page of another site may request this machine. Other browsers do not.
      "--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks",
    ],
  },
});

const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
/** An address of this machine that is neither a loopback address nor link-local. */
const addressOf = (family: string): string | undefined =>
  addresses.find((each) => each.family === family && !each.internal && !each.scopeid)?.address;
const [ipv4, ipv6] = [addressOf("IPv4"), addressOf("IPv6")];
const hostInUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);
const hasAddress = (address: string): boolean => addresses.some((each) => each.address === address);

async function fetchJson<T>(url: string, path: string): Promise<T> {
  return (await (await fetch(`${url}${path}`)).json()) as T;
}

async function expectPlayable(context: BrowserContext, url: string): Promise<void> {
  const tab = await openTab(context, url, "Ines", "bots=0&autopilot=1&transport=websocket");
  const before = (await tab.stats()).self;
  await expect.poll(async () => (await tab.stats()).self).not.toEqual(before);
  await expectTransport(tab, "websocket");
}

/** The store has spans of the page and of the server, and the intake has refused none. */
async function expectTraced(url: string): Promise<void> {
  const services = async () =>
    (await fetchJson<{ services: string[] }>(url, "/api/v3/services")).services;
  await expect.poll(services).toEqual(["crosswire-browser", "crosswire-server"]);
  expect(await fetchJson(url, "/api/crosswire/store")).toMatchObject({
    rejected: 0,
    refusedRequests: { notAdmitted: 0, malformed: 0 },
  });
}

const loopback6 = hasAddress("::1") ? "::1" : undefined;
const hosts: [title: string, host: string, page: string | undefined][] = [
  ["an IPv4 address of this machine", ipv4 ?? "", ipv4],
  ["an IPv6 address of this machine", ipv6 ?? "", ipv6],
  ["the loopback's IPv6 address", "::1", loopback6],
  ["every address, at one of them", "0.0.0.0", ipv4],
  ["every address, at its IPv6 one", "::", ipv6],
];
for (const [title, host, address] of hosts) {
  test(`listening on ${title}, over plain http, the page plays, and its spans and the server's own are in the store`, async ({
    context,
  }) => {
    test.skip(!address, "this machine has no such address");
    const server = await startServer({ env: { HOST: host } });
    const url = `http://${hostInUrl(address ?? "")}:${server.port}`;
    await expectPlayable(context, url);
    await expectTraced(url);
    await server.stop();
  });
}

for (const [title, host] of [
  ["an IPv4", ipv4],
  ["an IPv6", ipv6],
] as const) {
  test(`over HTTPS at ${title} address of this machine, WebTransport plays under the page's policy`, async ({
    browser,
  }) => {
    test.skip(!host, "this machine has no such address");
    const server = await startServerWithAllTransports({ env: { HOST: host ?? "" } });
    const { transports } = await fetchJson<{ transports: { name: string; offered: boolean }[] }>(
      `http://${hostInUrl(host ?? "")}:${server.port}`,
      "/api/transports",
    );
    const isOffered = transports.some(({ name, offered }) => name === "webtransport" && offered);
    test.skip(!isOffered, "WebTransport is not offered here");
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const tab = await openTab(context, server.httpsUrl, "Quin", "bots=0&transport=webtransport");
    await expectTransport(tab, "webtransport", 30_000);
    await context.close();
    await server.stop();
  });
}

test("the server prints an IPv6 address in brackets, as a browser opens it", async ({ page }) => {
  test.skip(!hasAddress("::1"), "this machine has no IPv6");
  const server = await startServer({ env: { HOST: "::1" } });
  expect(server.output()).toContain(`http://[::1]:${server.port}\n`);
  await page.goto(`http://[::1]:${server.port}`);
  await expect(page).toHaveTitle("Crosswire");
  await server.stop();
});

test("behind a proxy that rewrites Host, a page that ALLOWED_ORIGINS names plays and is traced", async ({
  context,
}) => {
  const port = await freeTcpPort();
  const url = `http://game.example:${port}`;
  const server = await startServer({ env: { ALLOWED_ORIGINS: url } });
  const stopProxy = await rewritingProxy(port, server.port);
  await expectPlayable(context, url);
  await expectTraced(server.url);
  await stopProxy();
  await server.stop();
});

/** The status that a script of this page gets, or the name of the error. */
const fetchFromPage = (page: Page, path: string, init: RequestOptions): Promise<number | string> =>
  page.evaluate(
    async ([asked, how]) =>
      await fetch(asked, how).then(
        ({ status }) => status,
        (error: Error) => error.name,
      ),
    [path, init] as const,
  );

/** Loads a page of another server under that address. Its scripts then reach the server of the test. */
async function foreignPage(page: Page, url: string): Promise<void> {
  await page.route(url, (route) => route.fulfill({ contentType: "text/html", body: "<p>foreign" }));
  await page.goto(url);
  await page.unroute(url);
}

test("a page whose name an attacker leads to this machine can read nothing from the server and write nothing to it", async ({
  page,
  server,
}) => {
  const url = `http://evil.example:${server.port}`;
  const direct = await page.goto(url);
  expect(direct?.status()).toBe(403);
  expect(await direct?.text()).toContain(`ALLOWED_ORIGINS=${url}`);

  await foreignPage(page, `${url}/page`);
  const json = { "content-type": "application/json" };
  for (const [path, init] of endpoints(json))
    expect([path, await fetchFromPage(page, path, init)]).toEqual([path, 403]);
  const socket = await page.evaluate(
    async (address) =>
      await new Promise((resolve) => {
        const opening = new WebSocket(address, ["crosswire"]);
        opening.addEventListener("open", () => resolve("open"));
        opening.addEventListener("error", () => resolve("refused"));
      }),
    `${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`,
  );
  expect(socket).toBe("refused");
  expect(await fetchJson(server.url, "/api/v3/services")).toEqual({ services: [] });
});

interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const endpoints = (headers: Record<string, string>): [string, RequestOptions][] => [
  ["/api/v3/services", {}],
  ["/api/crosswire/store", {}],
  ["/api/rooms", {}],
  ["/traces", {}],
  ["/api/tickets", { method: "POST", headers, body: "{}" }],
  ["/link/sse", { method: "POST" }],
  ["/v1/traces", { method: "POST", headers, body: traceOf("rebound") }],
];

const traceOf = (service: string): string => {
  const times = {
    startTimeUnixNano: "1790000000000000000",
    endTimeUnixNano: "1790000000001000000",
  };
  const span = {
    traceId: "0a".repeat(16),
    spanId: "0b".repeat(8),
    name: "shop",
    kind: 1,
    ...times,
  };
  const attributes = [{ key: "service.name", value: { stringValue: service } }];
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }],
  });
};

test("where the intake is open to anyone, a page of another origin sends spans, and can do nothing else", async ({
  page,
}) => {
  const open: RunningServer = await startServer({ env: { TRACE_INTAKE: "anyone" } });
  await foreignPage(page, "http://shop.example:8080/");
  const json = { "content-type": "application/json" };
  for (const [path, init] of endpoints(json)) {
    const answer = path === "/v1/traces" ? 200 : "TypeError";
    expect([path, await fetchFromPage(page, `${open.url}${path}`, init)]).toEqual([path, answer]);
  }
  expect(await fetchJson(open.url, "/api/v3/services")).toEqual({ services: ["rebound"] });
  await open.stop();
});
