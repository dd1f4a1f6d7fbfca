/** A flight on each transport, and what must be true of it whatever the machine. */
import { expect, expectTransport, openTab, type Tab, test } from "./support/game-fixtures.ts";
import { type RunningServer, startServerWithAllTransports } from "./support/server.ts";

let server: RunningServer;
test.beforeAll(async () => {
  server = await startServerWithAllTransports();
});
test.afterAll(async () => {
  await server.stop();
});

/** Flies until the net graph's window of 5 s holds nothing but this transport. */
async function playOnTransport(
  tab: Tab,
  transport: string,
): Promise<Awaited<ReturnType<Tab["stats"]>>> {
  await expectTransport(tab, transport);
  const heard = async (): Promise<number> => (await tab.stats()).ledger["snapshot"]?.received ?? 0;
  const since = performance.now();
  const before = await heard();
  await expect.poll(() => performance.now() - since, { timeout: 10_000 }).toBeGreaterThan(6000);
  expect(await heard()).toBeGreaterThan(before + 15);
  return await tab.stats();
}

const pushes = [
  "webrtc",
  "webrtc-reliable",
  "webtransport",
  "websocket",
  "socketio",
  "socketio-polling",
  "sse",
  "long-polling",
  "grpc",
];

for (const transport of pushes) {
  const isStream = !["webrtc", "webtransport"].includes(transport);
  const loses = isStream ? "it loses nothing" : "it loses less than a twentieth";
  test(`${transport} brings the world while it is fresh: its median age stays below 90 ms, and ${loses}`, async ({
    context,
  }) => {
    const offers = (await (await fetch(`${server.url}/api/transports`)).json()) as {
      transports: { name: string; offered: boolean; why: string }[];
    };
    const offer = offers.transports.find(({ name }) => name === transport);
    test.skip(!offer?.offered, `${transport} is not offered here: ${offer?.why ?? "not listed"}`);
    const tab = await openTab(
      context,
      server.url,
      "Fay",
      `room=${transport}&bots=3&autopilot=1&transport=${transport}`,
    );
    const { ageMs, net, phase, ledger } = await playOnTransport(tab, transport);
    expect(phase).toBe("playing");
    expect(ageMs.p50).toBeLessThan(90);
    if (isStream) expect([net.lossShare, ledger["snapshot"]?.lost]).toEqual([0, 0]);
    else expect(net.lossShare).toBeLessThan(0.05);
  });
}

test("short-polling at 200 ms shows a world whose median age is above 90 ms: most states are replaced, none is lost", async ({
  context,
}) => {
  const tab = await openTab(
    context,
    server.url,
    "Pol",
    "room=short&bots=3&autopilot=1&transport=short-polling",
  );
  const { ageMs, phase, net, ledger } = await playOnTransport(tab, "short-polling");
  expect(phase).toBe("playing");
  expect(ageMs.p50).toBeGreaterThan(90);
  expect(net.replacedShare).toBeGreaterThan(0.5);
  expect([net.lossShare, ledger["snapshot"]?.lost]).toEqual([0, 0]);
});
