/** The page's entry: reads the address, joins game and tracing, starts. */
import { browserTracing } from "#otel/browser";
import { type Lack, lackOfBrowser, lackOfError } from "./browser-needs.ts";
import { ClockSync } from "./connection/clock-sync.ts";
import { dialable } from "./connection/dialers.ts";
import { showCannotStart } from "./panels/index.ts";
import { setupFrom } from "./page-address.ts";
import { stored } from "./settings-store.ts";
import { start } from "./start.ts";
import { show, takeTabState } from "./tab-state.ts";
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

/** @throws whatever a browser throws that lacks something. */
async function open(): Promise<void> {
  const setup = setupFrom(location.search, dialable);
  const clock = new ClockSync(() => performance.timeOrigin + performance.now());
  const remembered = stored();
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)").matches;
  settings.value = { ...settings.peek(), reducedMotion, ...remembered.settings, ...setup.settings };
  codec.value = setup.codec;
  playerName.value = setup.name ?? remembered.name ?? "";
  connection.value = {
    ...connection.peek(),
    chosen: setup.transport,
    note: setup.problems.join("; "),
  };
  if (setup.panel === "scores") showScores.value = true;
  else openPanel.value = setup.panel;
  if (setup.netGraph !== undefined) netGraphLevel.value = setup.netGraph as 0 | 1 | 2 | 3 | 4;
  const before = takeTabState();
  if (before?.query === location.search) show(before.shown);

  const tracing = browserTracing({
    endpoint: new URL("/v1/traces", location.href).href,
    serviceName: "crosswire-browser",
    instanceId: hexOf(crypto.getRandomValues(new Uint8Array(4))),
    clock: () => ({ ...clock.reading(), transport: connection.peek().transport ?? "none" }),
    enabled: () => settings.peek().tracing,
  });
  // What a closing tab still holds should arrive.
  document.addEventListener("visibilitychange", () => void (document.hidden && tracing.flush()));

  // Names of ships are drawn once, on a canvas: with the font that is there by then. Some browsers block fonts.
  const patience = new Promise((resolve) => setTimeout(resolve, 400));
  const fonts = [500, 600].map((weight) => document.fonts.load(`${weight} 16px 'Chakra Petch'`));
  await Promise.race([Promise.allSettled(fonts), patience]);

  start({
    setup,
    before,
    clock,
    messages: tracing.messages,
    journeys: tracing.journeys,
    spans: () => tracing.counters(),
    holds: (key) => tracing.sendAs(key),
  });
}

function cannotStart(lack: Lack): void {
  showCannotStart(document.getElementById("panels") ?? document.body, lack);
}

// It tells of scripts that never run.
document.getElementById("starting")?.remove();
const lack = lackOfBrowser();
if (lack) cannotStart(lack);
else
  await open().catch((error: unknown) => {
    cannotStart(lackOfError(error));
    throw error;
  });
