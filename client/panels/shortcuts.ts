/**
 * Keys that open panels. Letters go by their place on the keyboard, as the ship's own keys do (client/input): the same hand
 * on every layout, and no layout puts one of them on a key of the ship. Neither takes what is typed into a field.
 */
import { isComposing, isTyping } from "../input/focus.ts";
import { watchKeyLabels } from "../input/key-labels.ts";
import { type Commands, connection, netGraphLevel, openPanel, showScores } from "../view.ts";

type Level = typeof netGraphLevel.value;

function nextLevel(level: Level): Level {
  return ((level + 1) % 5) as Level;
}

/** Esc hands the keyboard back to the ship, out of a field, a button or a panel; from the ship it opens Settings. */
function escape(): void {
  const focused = document.activeElement;
  const isElsewhere = focused instanceof HTMLElement && focused !== document.body;
  const isOpen = openPanel.peek() !== undefined;
  if (isElsewhere) focused.blur();
  openPanel.value = isOpen || isElsewhere ? undefined : "settings";
}

/** Keys of the same name on every layout, wherever the system puts them. */
function pressedNamed(event: KeyboardEvent): boolean {
  switch (event.key) {
    case "Tab":
      // With a panel open Tab walks through it, as everywhere.
      if (openPanel.peek() !== undefined || event.shiftKey || isControl(event.target)) return false;
      showScores.value = true;
      return true;
    case "Enter":
      if (isControl(event.target)) return false;
      openPanel.value = "chat";
      return true;
    default:
      return false;
  }
}

function pressed(event: KeyboardEvent, commands: Commands): boolean {
  if (isComposing(event)) return false;
  if (event.key === "Escape") return (escape(), true);
  if (isTyping(event.target)) return false;
  switch (event.code) {
    case "KeyG":
      netGraphLevel.value = nextLevel(netGraphLevel.peek());
      return true;
    case "KeyT":
      commands.openLastShot();
      return true;
    case "KeyH":
    case "Slash":
      openPanel.value = openPanel.peek() === "help" ? undefined : "help";
      return true;
    default:
      return pressedNamed(event);
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
  let isTabDown = false;
  const down = (event: KeyboardEvent): void => {
    const { phase } = connection.peek();
    if (phase !== "playing" && phase !== "reconnecting") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      // A held Tab repeats; its repeats must not walk the focus away.
      if (event.key === "Tab" && event.repeat && showScores.peek()) event.preventDefault();
      return;
    }
    if (!pressed(event, commands)) return;
    event.preventDefault();
    if (event.key === "Tab") isTabDown = true;
  };
  const tabUp = (): void => {
    if (isTabDown) showScores.value = false;
    isTabDown = false;
  };
  // macOS does not tell that Tab comes up while Command is down.
  const up = ({ key }: KeyboardEvent): void => {
    if (key === "Tab" || key === "Meta") tabUp();
  };
  addEventListener("keydown", down, { signal });
  addEventListener("keyup", up, { signal });
  addEventListener("blur", tabUp, { signal });
  watchKeyLabels(signal);
  return () => bound.abort();
}
