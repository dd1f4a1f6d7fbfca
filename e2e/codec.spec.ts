/** A change of the codec in mid-match: snapshots go on, and reliable messages arrive once and in order. */
import { codecNames } from "#protocol";
import { expect, expectTransport, type Tab, test } from "./support/game-fixtures.ts";

test.setTimeout(180_000);

const linesPerCodec = 25;

const expectCodec = (tab: Tab, codec: string): Promise<void> =>
  expect
    .poll(async () => (await tab.stats()).codec, { timeout: 15_000, message: `uses ${codec}` })
    .toBe(codec);

/** Snapshots go on arriving, and the ship goes on moving. */
async function expectMoving(tab: Tab): Promise<void> {
  const before = await tab.stats();
  await expect
    .poll(async () => (await tab.stats()).ledger["snapshot"]?.received)
    .toBeGreaterThan((before.ledger["snapshot"]?.received ?? 0) + 20);
  await expect.poll(async () => (await tab.stats()).self).not.toEqual(before.self);
}

test("a ship flies on through every codec, and the lines sent meanwhile arrive once and in order", async ({
  openTab,
}) => {
  const room = "room=codecs&bots=2&autopilot=1";
  const a = await openTab("Ada", `${room}&graph=3`);
  const b = await openTab("Bo", `${room}&codec=msgpack`);
  await expectTransport(a, "webrtc");
  await expectTransport(b, "webrtc");
  await expectCodec(b, "msgpack");
  const { swaps } = await a.stats();

  const { keyboard } = a.page;
  const bytesOf: Record<string, number> = {};
  let line = 0;
  for (const codec of [...codecNames.slice(1), "binary"]) {
    await keyboard.press("Escape");
    await a.page.getByLabel("Codec", { exact: true }).selectOption(codec);
    await keyboard.press("Escape");
    // The first of these lines are sent while the new link is dialed.
    for (let count = 0; count < linesPerCodec; count++) {
      await keyboard.press("Enter");
      await a.page.getByLabel("Message to the room").fill(String(++line));
      await keyboard.press("Enter");
    }
    await expectCodec(a, codec);
    await expectMoving(a);
    const { codec: cost } = (await a.stats()).net;
    expect(cost.decodeMicros, `${codec} takes time`).toBeGreaterThan(0);
    expect(cost.encodeMicros, `${codec} takes time`).toBeGreaterThan(0);
    bytesOf[codec] = cost.decodedBytes;
  }

  const lines = Array.from({ length: linesPerCodec * codecNames.length }, (_, index) =>
    String(index + 1),
  );
  for (const tab of [a, b])
    await expect
      .poll(async () =>
        (await tab.stats()).chat.filter(({ from }) => from === "Ada").map(({ text }) => text),
      )
      .toEqual(lines);
  const { swaps: after, transport, ledger } = await a.stats();
  expect({ swaps: after - swaps, transport }).toEqual({
    swaps: codecNames.length,
    transport: "webrtc",
  });
  expect(ledger["chat-line"]).toMatchObject({ lost: 0 });
  const { binary = 0, json = 0, msgpack = 0, protobuf = 0 } = bytesOf;
  expect([binary < protobuf, protobuf < msgpack, msgpack < json]).toEqual([true, true, true]);
  expect((await b.stats()).codec).toBe("msgpack");
});
