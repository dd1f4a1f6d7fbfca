/** Buttons for what the keys do, for mice, thumbs and screen readers. */
import { openPanel, type PanelName, showScores } from "../view.ts";
import "./menu.css";

function toggle(panel: PanelName): void {
  openPanel.value = openPanel.peek() === panel ? undefined : panel;
}

export function Menu() {
  const open = openPanel.value;
  return (
    <nav class="menu" aria-label="Panels">
      <button
        type="button"
        aria-pressed={showScores.value}
        onClick={() => (showScores.value = !showScores.peek())}
      >
        Scores
      </button>
      <button type="button" aria-expanded={open === "chat"} onClick={() => toggle("chat")}>
        Chat
      </button>
      <button
        type="button"
        class="wide"
        aria-expanded={open === "help"}
        onClick={() => toggle("help")}
      >
        Help
      </button>
      <button type="button" aria-expanded={open === "settings"} onClick={() => toggle("settings")}>
        Settings
      </button>
    </nav>
  );
}
