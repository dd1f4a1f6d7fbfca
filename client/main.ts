/** The page's entry: reads the address and the stored choices, sets up tracing, and composes the page. */
import { browserTracing } from "#otel/browser";
import {
  type MissingFeature,
  findMissingFeature,
  missingFeatureFrom,
} from "./browser-requirements.ts";
import { compose } from "./compose.ts";
import { ClockSync } from "./connection/clock-sync.ts";
import { dialable } from "./connection/dialers.ts";
import { showCannotStart } from "./panels/index.ts";
import { parsePageAddress } from "./page-address.ts";
import { readSettings } from "./settings-store.ts";
import { restoreShown, takeTabState } from "./tab-state.ts";
import {
  codec,
  connection,
  netGraphLevel,
  openPanel,
  playerName,
  settings,
  showScores,
} from "./view.ts";

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @throws what the browser throws where it lacks something. */
async function startPage(): Promise<void> {
  const setup = parsePageAddress(location.search, dialable);
  const clock = new ClockSync(() => performance.timeOrigin + performance.now());
  const storedSettings = readSettings();
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
  settings.value = {
    ...settings.peek(),
    reducedMotion,
    ...storedSettings.settings,
    ...setup.settings,
  };
  codec.value = setup.codec;
  playerName.value = setup.name ?? storedSettings.name ?? "";
  connection.value = {
    ...connection.peek(),
    chosen: setup.transport,
    statusText: setup.problems.join("; "),
  };
  if (setup.panel === "scores") showScores.value = true;
  else openPanel.value = setup.panel;
  if (setup.netGraph !== undefined) netGraphLevel.value = setup.netGraph as 0 | 1 | 2 | 3 | 4;
  const previous = takeTabState();
  if (previous?.query === location.search) restoreShown(previous.shown);

  const tracing = browserTracing({
    endpoint: new URL("/v1/traces", location.href).href,
    serviceName: "crosswire-browser",
    instanceId: hexOf(crypto.getRandomValues(new Uint8Array(4))),
    clock: () => ({ ...clock.reading(), transport: connection.peek().transport ?? "none" }),
    enabled: () => settings.peek().tracing,
  });
  // A hidden page may be closed without another event.
  document.addEventListener("visibilitychange", () => void (document.hidden && tracing.flush()));

  // Names of ships are drawn on a canvas once, with the fonts that are loaded by then. Some browsers block fonts.
  const fontTimeout = new Promise((resolve) => setTimeout(resolve, 400));
  const fonts = [500, 600].map((weight) => document.fonts.load(`${weight} 16px 'Chakra Petch'`));
  await Promise.race([Promise.allSettled(fonts), fontTimeout]);

  compose({
    setup,
    previous,
    clock,
    messageTracer: tracing.messages,
    recorder: tracing.recorder,
    spanCounts: () => tracing.counters(),
    sessionKeyChanged: (key) => tracing.setSessionKey(key),
  });
}

function cannotStart(missing: MissingFeature): void {
  showCannotStart(document.getElementById("panels") ?? document.body, missing);
}

// It is shown to a player whose browser runs no scripts.
document.getElementById("starting")?.remove();
const missingFeature = findMissingFeature();
if (missingFeature) cannotStart(missingFeature);
else
  await startPage().catch((error: unknown) => {
    cannotStart(missingFeatureFrom(error));
    throw error;
  });
