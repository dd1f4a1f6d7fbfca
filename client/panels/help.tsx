/** Which key does what (? or H), and a one-line hint the first time. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { store, stored } from "../settings-store.ts";
import { connection, openPanel } from "../view.ts";
import { Dialog } from "./dialog.tsx";
import "./help.css";

const rows: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["W", "A", "S", "D"], "thrust; the arrow keys too"],
  [["Mouse"], "aim; without one the nose follows the thrust"],
  [["Click", "F"], "fire"],
  [["Space"], "dash; right click too"],
  [["Tab"], "scoreboard, while held"],
  [["Enter"], "chat"],
  [["Esc"], "settings: change the transport in mid-flight"],
  [["G"], "net graph: more detail each time"],
  [["T"], "trace of the last shot"],
  [["H", "?"], "this page"],
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
                <kbd key={key}>{key}</kbd>
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
  const shown = useSignal(stored().hintSeen !== true);
  useEffect(() => {
    if (!shown.peek()) return;
    store({ hintSeen: true });
    const timer = setTimeout(() => (shown.value = false), hintMs);
    return () => clearTimeout(timer);
  }, []);
  if (!shown.value || openPanel.value || connection.value.phase !== "playing") return null;
  return (
    <p class="hint">
      <span class="keys">
        <kbd>WASD</kbd> fly · <kbd>Click</kbd> fire · <kbd>Space</kbd> dash · <kbd>Esc</kbd> change
        the transport · <kbd>H</kbd> help
      </span>
      <span class="thumbs">Left thumb flies, right thumb aims and fires</span>
    </p>
  );
}
