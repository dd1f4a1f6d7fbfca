/** A flight on each transport of the catalogue, beside one that polls at an interval. */
import { playerTransports } from "#transport";
import { expect, expectTransport, openTab, type Tab, test } from "./support/game-fixtures.ts";
import {
  fetchTransportOffers,
  type RunningServer,
  startServerWithAllTransports,
} from "./support/server.ts";

let server: RunningServer;
test.beforeAll(async () => {
  server = await startServerWithAllTransports();
});
test.afterAll(async () => {
  await server.stop();
});

/** The net graph's numbers are those of the last 5 s: 150 ticks, and some more for the first snapshots of the link. */
const windowTicks = 170;

/** Waits until the page has sent a command for each tick of the net graph's window, all on this transport. */
async function flyOneWindow(tab: Tab, transport: string): Promise<void> {
  await expectTransport(tab, transport);
  const commands = async (): Promise<number> => (await tab.stats()).ledger["input"]?.sent ?? 0;
  const before = await commands();
  await expect.poll(commands, { timeout: 30_000 }).toBeGreaterThan(before + windowTicks);
}

const open = (
  context: Parameters<typeof openTab>[0],
  name: string,
  transport: string,
  room: string,
) => openTab(context, server.url, name, `room=${room}&bots=3&autopilot=1&transport=${transport}`);

const polled = playerTransports.filter(({ hasPollInterval }) => hasPollInterval);
const pushed = playerTransports.filter(({ hasPollInterval }) => !hasPollInterval);
const baseline = polled[0]?.name ?? "";

for (const { name, loss } of pushed) {
  const mayLose = loss === "network";
  const losses = mayLose ? "less than a twentieth of its snapshots is lost" : "no snapshot is lost";
  test(`${name} shows a newer world than ${baseline} does in the same room, and ${losses}`, async ({
    context,
  }) => {
    const offer = (await fetchTransportOffers(server)).find((each) => each.name === name);
    test.skip(!offer?.offered, `${name} is not offered here: ${offer?.why ?? "not listed"}`);
    const tab = await open(context, "Fay", name, name);
    const polling = await open(context, "Pol", baseline, name);
    await Promise.all([flyOneWindow(tab, name), flyOneWindow(polling, baseline)]);
    const { ageMs, net, phase, ledger } = await tab.stats();
    expect(phase).toBe("playing");
    expect(ageMs.p50).toBeLessThan((await polling.stats()).ageMs.p50);
    if (mayLose) expect(net.lossShare).toBeLessThan(0.05);
    else expect([net.lossShare, ledger["snapshot"]?.lost]).toEqual([0, 0]);
  });
}

for (const { name } of polled)
  test(`${name} replaces more than half of the snapshots, and loses none`, async ({ context }) => {
    const tab = await open(context, "Pol", name, name);
    await flyOneWindow(tab, name);
    const { phase, net, ledger } = await tab.stats();
    expect(phase).toBe("playing");
    expect(net.replacedShare).toBeGreaterThan(0.5);
    expect([net.lossShare, ledger["snapshot"]?.lost]).toEqual([0, 0]);
  });
