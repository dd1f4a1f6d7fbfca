/** Settings, in a page that has only the panels. */
import { expect, test } from "@playwright/test";
import { playerTransports } from "#transport";
import { hudBundle, openHud } from "./support/hud.ts";

test("for every transport to choose, Settings describes the choice, and the keyboard opens all that its catalogue entry explains", async ({
  page,
}) => {
  await openHud(page, await hudBundle());
  await page.evaluate(() => window.hud.show({ panel: "settings" }));
  const choice = page.getByRole("combobox", { name: "Transport" });
  await expect(choice).toHaveAccessibleDescription(/^Joins over Socket\.IO, changes to WebRTC/);
  for (const { name, label, explanation } of playerTransports) {
    await choice.selectOption(name);
    await expect(choice).toHaveAccessibleDescription(explanation.plain);
    const facts = page.locator("details", { hasText: `About ${label}` });
    if ((await facts.getAttribute("open")) === null) {
      await facts.locator("summary").focus();
      await page.keyboard.press("Enter");
    }
    const { direction, runsOn, orderAndLoss, cost, whenToChoose } = explanation;
    for (const sentence of [direction, runsOn, orderAndLoss, cost, whenToChoose])
      await expect(facts.getByText(sentence, { exact: true })).toBeVisible();
  }
});
