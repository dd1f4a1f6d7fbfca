/** `npm test`: set-up, then `check`, then the game in a real browser. What CI runs. */
import { findBrowser } from "./browser.mjs";
import { check } from "./check.mjs";
import { Stop, build, command, install } from "./setup.mjs";

await command(async () => {
  await install();
  let browser;
  try {
    await build();
    console.log(`Browser: ${await findBrowser()}\n`);
    browser = {};
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    browser = { missing: error.message };
  }
  return check({ browser });
});
