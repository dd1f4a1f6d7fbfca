/** Browsers with other switches and site settings than the one that tests use. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, LaunchOptions, PlaywrightWorkerArgs } from "@playwright/test";

interface Fixtures {
  readonly playwright: PlaywrightWorkerArgs["playwright"];
  readonly launchOptions: LaunchOptions;
}

export interface BrowserSetup {
  /** Added to the switches of the tests' browser. */
  readonly args?: readonly string[];
  readonly withoutArgs?: readonly string[];
  /** In the form in which chrome://settings writes them into the profile. */
  readonly preferences?: object;
}

/** Runs `use` in a browser of its own, with an empty profile. */
export async function withCustomBrowser(
  { playwright, launchOptions }: Fixtures,
  { args = [], withoutArgs = [], preferences = {} }: BrowserSetup,
  use: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), "crosswire-profile-"));
  mkdirSync(join(profile, "Default"));
  writeFileSync(join(profile, "Default/Preferences"), JSON.stringify(preferences));
  const usual = (launchOptions.args ?? []).filter((arg) => !withoutArgs.includes(arg));
  const context = await playwright.chromium.launchPersistentContext(profile, {
    ...launchOptions,
    args: [...usual, ...args],
  });
  try {
    await use(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
