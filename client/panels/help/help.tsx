/** Which key does what (? or H), and a one-line hint the first time. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { writeSettings, readSettings } from "../../settings-store.ts";
import { labelOfKey } from "../../input/key-labels.ts";
import { connection, openPanel } from "../../view.ts";
import { Dialog } from "../shared/dialog.tsx";
import "./help.css";

const thrustKeys = ["KeyW", "KeyA", "KeyS", "KeyD"];

/** A key by its place, as `KeyboardEvent.code` names it, or by its name. */
const rows: readonly (readonly [keys: readonly string[], what: string])[] = [
  [thrustKeys, "thrust; the arrow keys too"],
  [["Mouse"], "aim; without one the nose follows the thrust"],
  [["Click", "KeyF", "KeyJ"], "fire"],
  [["Space"], "dash; right click too"],
  [["Tab"], "scoreboard, while held"],
  [["Enter"], "chat"],
  [["Esc"], "settings: change the transport in mid-flight; from anywhere, back to the ship"],
  [["KeyG"], "net graph: more detail each time"],
  [["KeyT"], "trace of the last shot"],
  [["KeyH", "Slash"], "this page"],
  [["Shift Tab"], "walk through the buttons"],
];

export function HelpPanel() {
  if (openPanel.value !== "help") return null;
  return (
    <Dialog title="Controls" name="help">
      <dl>
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{labelOfKey(key)}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p>On glass: left thumb flies, right thumb aims and, pushed out, fires.</p>
      <p>A gamepad works: sticks fly and aim, triggers fire and dash.</p>
    </Dialog>
  );
}

const hintMs = 9000;

export function FirstHint() {
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
