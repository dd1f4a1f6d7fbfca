/** Browsers that lack a feature: the game works without it, or says that it needs it. */
import type { Page } from "@playwright/test";
import { expect, expectTransport, openTab, type Tab, test } from "./support/game-fixtures.ts";
import { withCustomBrowser } from "./support/custom-browser.ts";
import { noUpgradeProxy } from "./support/no-upgrade-proxy.ts";
import { countPlayers, freeTcpPort, startServer } from "./support/server.ts";

const storageBlocked = { profile: { default_content_setting_values: { cookies: 2 } } };

test("with site data blocked the game, Settings and Help open, and a switch switches", async ({
  server,
  playwright,
  launchOptions,
}) => {
  const fixtures = { playwright, launchOptions };
  await withCustomBrowser(fixtures, { preferences: storageBlocked }, async (context) => {
    const tab = await openTab(context, server.url, "Bo", "room=blocked&bots=0");
    expect(await nameOfErrorOf(tab, "localStorage")).toBe("SecurityError");
    await expectPanelsWork(tab);
  });
});

test("with storage full the game, Settings and Help open, and a switch switches", async ({
  server,
  openTab,
}) => {
  const tab = await openTab("Flo", "room=full&bots=0", async (page) => {
    await page.goto(`${server.url}/healthz`);
    // Fills it with smaller and smaller pieces, until not one more character fits.
    await page.evaluate(() => {
      for (let size = 2 ** 23; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) localStorage.setItem(`fill ${localStorage.length}`, "x".repeat(size));
        } catch {
          // A piece of this size no longer fits.
        }
      }
    });
  });
  expect(await nameOfErrorOf(tab, "localStorage")).toBe("QuotaExceededError");
  await expectPanelsWork(tab);
  await tab.page.evaluate(() => localStorage.clear());
});

test("without storage the game, Settings and Help open, and a switch switches", async ({
  openTab,
}) => {
  const tab = await openTab("Abe", "room=absent&bots=0", (page) =>
    page.addInitScript(() => {
      for (const area of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, area, { value: null });
    }),
  );
  expect(await nameOfErrorOf(tab, "localStorage")).toBe("TypeError");
  await expectPanelsWork(tab);
});

test("on plain http under another name the page plays, copies its link and says why WebTransport is missing", async ({
  playwright,
  launchOptions,
}) => {
  const port = await freeTcpPort();
  const origin = `http://plain.test:${port}`;
  const server = await startServer({ port, env: { ALLOWED_ORIGINS: origin } });
  const args = ["--host-resolver-rules=MAP plain.test 127.0.0.1"];
  await withCustomBrowser({ playwright, launchOptions }, { args }, async (context) => {
    const tab = await openTab(context, origin, "Pam", "room=plain&bots=0");
    const { page } = tab;
    expect(await page.evaluate(() => [isSecureContext, "randomUUID" in crypto])).toEqual([
      false,
      false,
    ]);
    await expectTransport(tab, "webrtc");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("option", { name: /^WebTransport/ })).toHaveText(
      /HTTPS or localhost/,
    );
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect(page.getByText("Copied")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+v");
    await expect(page.getByRole("textbox", { name: "Message to the room" })).toHaveValue(
      `${origin}/?room=plain&bots=0`,
    );
  });
  await server.stop();
});

test("where the page may not copy, the link is in a field, selected", async ({ openTab }) => {
  const { page } = await openTab("Ned", "room=by-hand&bots=0", (each) =>
    each.addInitScript(() => {
      Object.defineProperty(Navigator.prototype, "clipboard", { value: undefined });
      Document.prototype.execCommand = () => false;
    }),
  );
  await page.keyboard.press("Escape");
  for (const time of ["once", "again"]) {
    await page.getByRole("button", { name: "Copy link" }).click();
    await expect(page.getByText("Copy it from here"), time).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Link" })).toBeFocused();
    expect(await page.evaluate(() => getSelection()?.toString())).toContain(
      "/?room=by-hand&bots=0",
    );
  }
});

for (const [how, beacon] of [
  ["there are no beacons", undefined],
  ["beacons are refused", () => false],
  [
    "beacons throw",
    () => {
      throw new Error("not now");
    },
  ],
] as const)
  test(`a closing tab says goodbye and frees its ship where ${how}`, async ({ context }) => {
    const port = await freeTcpPort();
    const origin = `http://localhost:${port}`;
    const server = await startServer({
      env: { ALLOWED_ORIGINS: origin, GRACE_SECONDS: "600" },
    });
    // Playwright does not show the requests of a page that closes. A proxy does.
    const proxy = await noUpgradeProxy(port, server.port);
    const tab = await openTab(context, origin, "Gil", "bots=0&transport=short-polling", (page) =>
      page.addInitScript(
        `Object.defineProperty(Navigator.prototype, "sendBeacon", { value: ${String(beacon)} })`,
      ),
    );
    await expectTransport(tab, "short-polling");
    expect(await countPlayers(server)).toBe(1);
    expect(proxy.paths).not.toContain("/api/goodbye");
    await tab.page.close();
    await expect.poll(() => proxy.paths).toContain("/api/goodbye");
    await expect.poll(() => countPlayers(server), { timeout: 30_000 }).toBe(0);
    await proxy.stop();
    await server.stop();
  });

test("without WebGL the page says so and what to do, and throws nothing", async ({
  server,
  playwright,
  launchOptions,
}) => {
  const withoutArgs = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
  const args = ["--disable-gpu", "--disable-3d-apis"];
  await withCustomBrowser({ playwright, launchOptions }, { args, withoutArgs }, async (context) => {
    const page = await context.newPage();
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.goto(`${server.url}/?name=Ivo`);
    await expect(page.getByRole("heading", { name: "Crosswire cannot start" })).toBeVisible();
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("WebGL");
    await expect(alert.getByRole("listitem").first()).toContainText("hardware acceleration");
    expect(errors).toEqual([]);
  });
});

test("a page that fails to start says what failed and what to do", async ({ page, server }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "PerformanceObserver"));
  await page.goto(`${server.url}/?name=Ivo`);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("PerformanceObserver is not defined");
  await expect(alert.getByRole("listitem").last()).toContainText("current Chrome");
});

test("a page whose scripts do not run says what it needs", async ({ page, server }) => {
  await page.route("**/*.js", (route) => route.abort());
  await page.goto(`${server.url}/?name=Ivo`);
  await expect(page.getByText("It needs JavaScript, WebGL and a current Chrome")).toBeVisible();
});

test("where the browser has workers, one runs the timer, and the badge shows no note about them", async ({
  openTab,
}) => {
  const { page } = await openTab("Wes", "room=worker&bots=0");
  expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
    expect.stringMatching(/^\/assets\/timer\.worker-.*\.js$/),
  ]);
  await expect(page.getByRole("region", { name: "Connection" })).not.toContainText("workers");
});

for (const [how, prepare] of [
  [
    "without workers",
    (page: Page) => page.addInitScript(() => Reflect.deleteProperty(window, "Worker")),
  ],
  [
    "where a policy forbids workers",
    (page: Page) =>
      page.route(
        ({ pathname }) => pathname === "/",
        async (route) => {
          const response = await route.fetch();
          const policy = { "content-security-policy": "worker-src 'none'" };
          await route.fulfill({ response, headers: { ...response.headers(), ...policy } });
        },
      ),
  ],
] as const)
  test(`${how} the page plays with its own timers, and the badge says that a hidden tab slows down`, async ({
    openTab,
  }) => {
    const tab = await openTab("Wim", "room=timers&bots=0", prepare);
    await expect(tab.page.getByRole("region", { name: "Connection" })).toContainText(
      "This browser gives the page no workers, so the game slows down in a hidden tab.",
    );
    // Without frames only the timer sends inputs.
    await tab.page.evaluate(() => {
      Object.defineProperty(window, "requestAnimationFrame", { value: () => 0 });
    });
    const sent = async (): Promise<number> => (await tab.stats()).ledger["input"]?.sent ?? 0;
    const before = await sent();
    await expect.poll(sent).toBeGreaterThan(before + 60);
  });

const nameOfErrorOf = (tab: Tab, area: "localStorage"): Promise<string> =>
  tab.page.evaluate((name) => {
    try {
      window[name].setItem("one more", "x");
      return "none";
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  }, area);

async function expectPanelsWork({ page }: Tab): Promise<void> {
  await expect(page.getByRole("meter", { name: "Energy" })).toBeVisible();
  await page.keyboard.press("Escape");
  const shake = page.getByRole("switch", { name: "Screen shake" });
  await shake.click();
  await expect(shake).not.toBeChecked();
  await page.keyboard.press("Escape");
  await expect(shake).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(shake).not.toBeChecked();
  await page.keyboard.press("Escape");
  await page.keyboard.press("h");
  await expect(page.getByRole("dialog", { name: "Controls" })).toBeVisible();
}
