/** Buttons for what the keys do, for mice, thumbs and screen readers: words, or signs where words have no room. */
import { openPanel, type PanelName, showScores } from "../../view.ts";
import "./menu.css";

/** Drawn in a box of 20 by 20. */
const signs = {
  Scores: "M4 16v-5M10 16V4M16 16V8",
  Chat: "M3 4h14v9H9l-4 4v-4H3z",
  Help: "M7 7.5a3 3 0 1 1 4.2 2.8c-.8.3-1.2.9-1.2 1.9M10 15.6v.2",
  Settings: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
} as const;

function MenuButton({
  name,
  onClick,
  ...state
}: {
  name: keyof typeof signs;
  onClick: () => void;
  "aria-pressed"?: boolean;
  "aria-expanded"?: boolean;
}) {
  return (
    <button type="button" title={name} onClick={onClick} {...state}>
      <span class="word">{name}</span>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d={signs[name]} />
      </svg>
    </button>
  );
}

function toggle(panel: PanelName): void {
  openPanel.value = openPanel.peek() === panel ? undefined : panel;
}

export function Menu() {
  const open = openPanel.value;
  return (
    <nav class="menu" aria-label="Panels">
      <MenuButton
        name="Scores"
        aria-pressed={showScores.value}
        onClick={() => (showScores.value = !showScores.peek())}
      />
      <MenuButton name="Chat" aria-expanded={open === "chat"} onClick={() => toggle("chat")} />
      <MenuButton name="Help" aria-expanded={open === "help"} onClick={() => toggle("help")} />
      <MenuButton
        name="Settings"
        aria-expanded={open === "settings"}
        onClick={() => toggle("settings")}
      />
    </nav>
  );
}
