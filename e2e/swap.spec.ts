/** Three tabs in one room: each sees the others, and a change of the transport loses and repeats no chat line. */
import { expect, expectTransport, type Tab, test } from "./support/game-fixtures.ts";

const positionOf = async (tab: Tab, name: string) => {
  const found = (await tab.stats()).players.find((player) => player.name === name);
  return found && { x: found.x, y: found.y };
};

async function expectSeesMoving(tab: Tab, name: string): Promise<void> {
  await expect.poll(() => positionOf(tab, name), { message: `sees ${name}` }).toBeDefined();
  const before = await positionOf(tab, name);
  await expect
    .poll(() => positionOf(tab, name), { message: `sees ${name} move` })
    .not.toEqual(before);
}

test.setTimeout(180_000);

test("three tabs see one another move, and 200 chat lines arrive once and in order while the sender swaps to Socket.IO and back to WebRTC", async ({
  openTab,
}) => {
  const room = "room=swap&bots=0&autopilot=1";
  const a = await openTab("Ada", room);
  const b = await openTab("Bo", room);
  const c = await openTab("Cy", room);
  for (const [tab, others] of [
    [a, ["Bo", "Cy"]],
    [b, ["Ada", "Cy"]],
    [c, ["Ada", "Bo"]],
  ] as const) {
    for (const other of others) await expectSeesMoving(tab, other);
  }

  await expectTransport(a, "webrtc");
  const { keyboard } = a.page;
  const choose = async (transport: string): Promise<void> => {
    await keyboard.press("Escape");
    await a.page.getByLabel("Transport", { exact: true }).selectOption(transport);
    await keyboard.press("Escape");
  };
  for (let number = 1; number <= 200; number++) {
    // The next lines are sent while the new link is dialed.
    if (number === 50) await choose("socketio");
    if (number === 120) await choose("webrtc");
    await keyboard.press("Enter");
    await a.page.getByLabel("Message to the room").fill(String(number));
    await keyboard.press("Enter");
  }
  await expectTransport(a, "webrtc");

  const numbers = Array.from({ length: 200 }, (_, index) => String(index + 1));
  const linesOf = async (tab: Tab): Promise<string[]> =>
    (await tab.stats()).chat.filter(({ from }) => from === "Ada").map(({ text }) => text);
  for (const tab of [b, c]) await expect.poll(() => linesOf(tab)).toEqual(numbers);
  expect((await a.stats()).swaps).toBeGreaterThanOrEqual(3);
});
