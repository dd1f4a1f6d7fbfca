/** Keys that open panels. The ship's own keys are client/input's; neither takes what is typed into a field. */
import { isTyping } from "../input/focus.ts";
import { type Commands, connection, netGraphLevel, openPanel, showScores } from "../view.ts";

type Level = typeof netGraphLevel.value;

function nextLevel(level: Level): Level {
  return ((level + 1) % 5) as Level;
}

/** Esc closes whatever is open and otherwise opens Settings. */
function escape(): void {
  openPanel.value = openPanel.peek() === undefined ? "settings" : undefined;
}

function pressed(event: KeyboardEvent, commands: Commands): boolean {
  if (event.key === "Escape") return (escape(), true);
  if (isTyping(event.target)) return false;
  switch (event.key.toLowerCase()) {
    case "tab":
      // With a panel open Tab walks through it, as everywhere.
      if (openPanel.peek() !== undefined || event.shiftKey || isControl(event.target)) return false;
      showScores.value = true;
      return true;
    case "enter":
      if (isControl(event.target)) return false;
      openPanel.value = "chat";
      return true;
    case "g":
      netGraphLevel.value = nextLevel(netGraphLevel.peek());
      return true;
    case "t":
      commands.openLastShot();
      return true;
    case "h":
    case "?":
      openPanel.value = openPanel.peek() === "help" ? undefined : "help";
      return true;
    default:
      return false;
  }
}

function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("button, a, input, select, textarea, summary")
  );
}

/** Returns the undo. */
export function bindShortcuts(commands: Commands): () => void {
  const bound = new AbortController();
  const { signal } = bound;
  const down = (event: KeyboardEvent): void => {
    const { phase } = connection.peek();
    if (phase !== "playing" && phase !== "reconnecting") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      // A held Tab repeats; its repeats must not walk the focus away.
      if (event.key === "Tab" && event.repeat && showScores.peek()) event.preventDefault();
      return;
    }
    if (pressed(event, commands)) event.preventDefault();
  };
  addEventListener("keydown", down, { signal });
  addEventListener("keyup", (event) => event.key === "Tab" && (showScores.value = false), {
    signal,
  });
  addEventListener("blur", () => (showScores.value = false), { signal });
  return () => bound.abort();
}
