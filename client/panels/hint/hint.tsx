/** One line about the controls, in the first seconds of a player's first flight. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { labelOfKey } from "../../input/key-labels.ts";
import { readSettings, writeSettings } from "../../settings-store.ts";
import { connection, openPanel } from "../../view.ts";
import type { Panel } from "../panel.ts";
import { thrustKeys } from "../shared/ship-keys.ts";
import "./hint.css";

const hintMs = 9000;

function Hint() {
  const shown = useSignal(readSettings().hintSeen !== true);
  useEffect(() => {
    if (!shown.peek()) return;
    writeSettings({ hintSeen: true });
    const timer = setTimeout(() => (shown.value = false), hintMs);
    return () => clearTimeout(timer);
  }, []);
  if (!shown.value || openPanel.value || connection.value.phase !== "playing") return null;
  return (
    <p class="hint">
      <span class="keys">
        <kbd>{thrustKeys.map(labelOfKey).join("")}</kbd> fly · <kbd>Click</kbd> fire ·{" "}
        <kbd>Space</kbd> dash · <kbd>Esc</kbd> change the transport ·{" "}
        <kbd>{labelOfKey("KeyH")}</kbd> help
      </span>
      <span class="thumbs">Left thumb flies, right thumb aims and fires</span>
    </p>
  );
}

export const hint: Panel = {
  name: "hint",
  slot: (layout) => (layout === "tall" ? "left" : "bottom"),
  View: Hint,
};
