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

/**
 * While an input method composes, every key is its own: Esc cancels a word there, Enter takes it. The key that begins or
 * ends a composition comes before or after it with code 229 (UI Events §7.3.1).
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || (event.keyCode === 229 && isTyping(event.target));
}
