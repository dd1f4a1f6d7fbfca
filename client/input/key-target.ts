/** Decides whether a key steers the ship, is typed into a field, or operates a control. */
import { openPanel } from "../view.ts";

export function isTyping(target: EventTarget | null): boolean {
  if (openPanel.value === "chat") return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]), select, textarea");
}

/** Space and Enter operate a focused control and are not for the ship. */
export function isOnControl(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("button, summary, a, input[type=checkbox]")
  );
}

/**
 * While an input method (IME) composes, it takes all keys: Esc cancels a word, Enter accepts it. The key that begins or ends a
 * composition has `keyCode` 229 (UI Events §7.3.1).
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || (event.keyCode === 229 && isTyping(event.target));
}
