/** Players whose browsers run on another machine. */
import { expect, openTab, test } from "./support/game-fixtures.ts";
import { whyNoNetworkNamespace, createNetworkNamespace } from "./support/network-namespace.ts";
import { startServer } from "./support/server.ts";

test.describe.configure({ timeout: 120_000 });

test("the server takes the spans of a page on another machine by the key of its session, and none without a key; the trace of its shot has spans of page and server", async ({
  playwright,
  launchOptions,
}) => {
  const reason = whyNoNetworkNamespace();
  test.skip(reason !== undefined, reason);
  const server = await startServer({ env: { HOST: "0.0.0.0" } });
  const machine = createNetworkNamespace();
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    executablePath: machine.wrapperScript(
      launchOptions.executablePath ?? playwright.chromium.executablePath(),
    ),
  });
  try {
    const url = `https://${machine.hostAddress}:${new URL(server.httpsUrl).port}`;
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const query = "room=far&bots=0&transport=websocket";
    const far = await openTab(context, url, "Faye", query);
    await far.page.mouse.click(300, 60);
    await expect.poll(async () => (await far.stats()).lastShot?.outcome).toMatch(/hit|missed/);
    const { traceId } = (await far.stats()).lastShot ?? { traceId: "" };

    const names = async () => {
      const answer = await fetch(`${server.url}/api/traces/${traceId}`);
      const { data } = (await answer.json()) as {
        data: { spans: { operationName: string }[] }[] | null;
      };
      return data?.[0]?.spans.map(({ operationName }) => operationName) ?? [];
    };
    await expect
      .poll(names)
      .toEqual(expect.arrayContaining(["shot", "send input", "process input"]));
    expect((await far.stats()).spans).toMatchObject({ refused: 0, failed: 0 });

    // A request of the same machine without a session.
    const plain = `http://${machine.hostAddress}:${server.port}/v1/traces`;
    const status = machine.run(
      process.execPath,
      "-e",
      `fetch("${plain}", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }).then(({ status }) => console.log(String(status)))`,
    );
    expect(status.trim()).toBe("403");
  } finally {
    await browser.close();
    machine.remove();
    await server.stop();
  }
});
