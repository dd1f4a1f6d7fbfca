/**
 * Binds the keys of the panels. Letters are found by their place on the keyboard, as the ship's own keys are (client/input), so
 * that no layout puts one of them on a key of the ship. No key is taken that is typed into a field.
 */
import { isComposing, isTyping } from "../input/key-target.ts";
import { watchKeyLabels } from "../input/key-labels.ts";
import { type Commands, connection, openPanel } from "../view.ts";
import { panels } from "./list.ts";
import type { PanelKey } from "./panel.ts";

const keys = panels.flatMap(({ key }) => key ?? []);

/** Closes the explanation of a number (shared/figure.tsx). True if one was open. */
function closeExplanation(): boolean {
  const open = document.querySelector<HTMLElement>(":popover-open");
  open?.hidePopover();
  return open !== null;
}

/** Esc gives the keyboard back to the ship, from a field, a button or a panel. When the ship has it, Esc does what its panel says. */
function escape(commands: Commands): void {
  const focused = document.activeElement;
  const isElsewhere = focused instanceof HTMLElement && focused !== document.body;
  const hadOpen = closeExplanation() || openPanel.peek() !== undefined;
  if (isElsewhere) focused.blur();
  openPanel.value = undefined;
  if (!hadOpen && !isElsewhere) keys.find(({ name }) => name === "Escape")?.press(commands);
}

/** Tab and Enter keep their usual work on a control, and Tab also in an open panel. */
function isFree({ name }: PanelKey, event: KeyboardEvent): boolean {
  if (name === undefined) return true;
  if (isControl(event.target)) return false;
  return name !== "Tab" || (openPanel.peek() === undefined && !event.shiftKey);
}

function keyOf(event: KeyboardEvent): PanelKey | undefined {
  return keys.find(({ codes, name }) => codes?.includes(event.code) || name === event.key);
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
  let held: PanelKey | undefined;
  const release = (): void => {
    held?.release?.();
    held = undefined;
  };
  const down = (event: KeyboardEvent): void => {
    const { phase } = connection.peek();
    if (phase !== "playing" && phase !== "reconnecting") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      // A held Tab repeats. Without this its repeats would move the focus.
      if (event.repeat && held && held === keyOf(event)) event.preventDefault();
      return;
    }
    if (isComposing(event)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      escape(commands);
      return;
    }
    if (isTyping(event.target)) return;
    const key = keyOf(event);
    if (!key || !isFree(key, event)) return;
    event.preventDefault();
    if (key.release) held = key;
    key.press(commands);
  };
  // macOS sends no keyup for Tab while Command is down.
  const up = (event: KeyboardEvent): void => {
    if (event.key === "Meta" || keyOf(event) === held) release();
  };
  addEventListener("keydown", down, { signal });
  addEventListener("keyup", up, { signal });
  addEventListener("blur", release, { signal });
  watchKeyLabels(signal);
  return () => bound.abort();
}
