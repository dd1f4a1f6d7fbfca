/** Who the keyboard belongs to right now: the ship, or something that is typed into. */
import { openPanel } from "../view.ts";

export function isTyping(target: EventTarget | null): boolean {
  if (openPanel.value === "chat") return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]), select, textarea");
}

/** Space and Enter belong to a focused button, not to the ship. */
export function isOperating(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("button, summary, a, input[type=checkbox]")
  );
}
