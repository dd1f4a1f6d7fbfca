/** What is typed: lines as long as a line may be, in every script, and by input methods that compose. */
import { expect, test } from "./support/game-fixtures.ts";

const longest = 200;

for (const one of ["x", "字", "🚀"])
  test(`a chat line of ${longest} times ${one} arrives whole, and one more is kept in the field`, async ({
    openTab,
  }) => {
    const ear = await openTab("Eva", "room=long&bots=0");
    const { page } = await openTab("Lon", "room=long&bots=0");
    const field = page.getByRole("textbox", { name: "Message to the room" });
    const line = one.repeat(longest);
    const heard = async (): Promise<boolean> =>
      (await ear.stats()).chat.some(({ text }) => text === line);

    await page.keyboard.press("Enter");
    await expect(field).toHaveAccessibleDescription("200 left");
    await page.keyboard.insertText(line + one);
    await expect(field).toHaveAccessibleDescription("1 too many");
    await expect(page.getByRole("button", { name: "Say", exact: true })).toBeDisabled();
    await page.keyboard.press("Enter");
    await expect(field).toHaveValue(line + one);

    await page.keyboard.press("Backspace");
    await expect(field).toHaveAccessibleDescription("0 left");
    expect(await heard()).toBe(false);
    await page.keyboard.press("Enter");
    await expect(field).toBeHidden();
    await expect.poll(heard).toBe(true);
  });
