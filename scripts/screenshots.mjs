/** `npm run screenshots`: builds the game, plays it in a real browser and takes the pictures of the README. */
import { findBrowser } from "./browser.mjs";
import { build, command, install, run } from "./setup.mjs";

await command(async () => {
  await install();
  await build();
  await findBrowser();
  const { code } = await run("playwright test --config playwright.screenshots.config.ts", [], {
    shell: true,
    show: true,
  });
  return code;
});
