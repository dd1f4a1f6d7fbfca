/** A room that throws: what its players see, and what the players of another room see. */
import { expect, openTab, test } from "./support/game-fixtures.ts";
import { startServer } from "./support/server.ts";

test("players of a room that threw read why in the chat and fly again; those of another room fly on", async ({
  context,
}) => {
  const preload = `${import.meta.dirname}/../server/testing/fault-injection.suite.ts`;
  const server = await startServer({ env: { NODE_OPTIONS: `--import=${preload}` } });
  const ada = await openTab(context, server.url, "Ada", "room=attic&autopilot=1");
  const bo = await openTab(context, server.url, "Bo", "room=lobby&autopilot=1");
  await ada.page.bringToFront();
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type("throw in the next tick");
  await ada.page.keyboard.press("Enter");
  const text = "the room has closed after an error of the server";
  await expect.poll(async () => (await ada.stats()).chat).toContainEqual({ from: "room", text });
  await expect.poll(async () => (await ada.stats()).phase).toBe("playing");
  for (const tab of [ada, bo]) {
    const before = (await tab.stats()).self;
    await expect.poll(async () => (await tab.stats()).self).not.toEqual(before);
  }
  const { chat, phase } = await bo.stats();
  expect({ chat, phase }).toEqual({ chat: [], phase: "playing" });
  await server.stop();
});
