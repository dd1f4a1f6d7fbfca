/** Which key does what (? or H). */
import { labelOfKey } from "../../input/key-labels.ts";
import { openPanel } from "../../view.ts";
import { Dialog } from "../shared/dialog.tsx";
import type { Panel, PanelKey, PanelProps } from "../panel.ts";
import { shipKeys } from "../shared/ship-keys.ts";
import { isOpen, toggle } from "../shared/open-panel.ts";
import "./help.css";

const keysOf = ({ codes = [], name }: PanelKey): readonly string[] =>
  name === undefined ? codes : [name === "Escape" ? "Esc" : name];

function Help({ panels }: PanelProps) {
  if (openPanel.value !== "help") return null;
  const panelKeys = panels.flatMap(({ key }) => (key ? [[keysOf(key), key.about] as const] : []));
  return (
    <Dialog title="Controls" name="help">
      <dl>
        {[...shipKeys, ...panelKeys, [["Shift Tab"], "go through the buttons"] as const].map(
          ([keys, about]) => (
            <div key={about}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{labelOfKey(key)}</kbd>
                ))}
              </dt>
              <dd>{about}</dd>
            </div>
          ),
        )}
      </dl>
      <p>
        Press a number on the screen, or its label, to read what it means. Shift Tab and Enter do
        the same.
      </p>
      <p>
        On a touch screen: your left thumb flies; your right thumb aims, and fires when you push it
        further out.
      </p>
      <p>With a gamepad: the sticks fly and aim, the triggers fire and dash.</p>
    </Dialog>
  );
}

export const help: Panel = {
  name: "help",
  slot: () => "over",
  View: Help,
  key: { codes: ["KeyH", "Slash"], about: "this page", press: () => toggle("help") },
  button: {
    label: "Help",
    sign: "M7 7.5a3 3 0 1 1 4.2 2.8c-.8.3-1.2.9-1.2 1.9M10 15.6v.2",
    state: "expanded",
    isOn: () => isOpen("help"),
    press: () => toggle("help"),
  },
};
