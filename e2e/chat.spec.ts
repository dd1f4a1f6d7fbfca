/** Chat lines of the greatest length, in characters of one, three and four bytes. */
import { expect, test } from "./support/game-fixtures.ts";

const longest = 200;

for (const one of ["x", "字", "🚀"])
  test(`a chat line of ${longest} times ${one} arrives whole, and one more is kept in the field`, async ({
    openTab,
  }) => {
    const listener = await openTab("Eva", "room=long&bots=0");
    const { page } = await openTab("Lon", "room=long&bots=0");
    const field = page.getByRole("textbox", { name: "Message to the room" });
    const line = one.repeat(longest);
    const received = async (): Promise<boolean> =>
      (await listener.stats()).chat.some(({ text }) => text === line);

    await page.keyboard.press("Enter");
    await expect(field).toHaveAccessibleDescription("200 characters left");
    await page.keyboard.insertText(line + one);
    await expect(field).toHaveAccessibleDescription("1 character too many");
    await expect(page.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
    await page.keyboard.press("Enter");
    await expect(field).toHaveValue(line + one);

    await page.keyboard.press("Backspace");
    await expect(field).toHaveAccessibleDescription("0 characters left");
    expect(await received()).toBe(false);
    await page.keyboard.press("Enter");
    await expect(field).toBeHidden();
    await expect.poll(received).toBe(true);
  });
