/** WASD or arrows thrust, F or J fires for those without a mouse, Space dashes. */
import { Button } from "#simulation";
import type { Controls } from "./controls.ts";
import { isOnControl, isTyping } from "./key-target.ts";

/** By place on the keyboard, not by letter, so that the hand is the same on AZERTY. */
const buttonOf: Readonly<Record<string, number>> = {
  KeyW: Button.up,
  ArrowUp: Button.up,
  KeyS: Button.down,
  ArrowDown: Button.down,
  KeyA: Button.left,
  ArrowLeft: Button.left,
  KeyD: Button.right,
  ArrowRight: Button.right,
  KeyF: Button.fire,
  KeyJ: Button.fire,
  Space: Button.dash,
};

export function bindKeyboard(controls: Controls, signal: AbortSignal): void {
  const release = (): void => {
    for (const code of Object.keys(buttonOf)) controls.hold(code, 0);
  };
  const down = (event: KeyboardEvent): void => {
    const button = buttonOf[event.code];
    if (button === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || (event.code === "Space" && isOnControl(event.target))) return;
    event.preventDefault();
    if (!event.repeat) controls.hold(event.code, button);
  };
  // A key is released even if the focus has moved meanwhile.
  const up = (event: KeyboardEvent): void => {
    // macOS sends no keyup while Command is down, so held keys may have been released.
    if (event.key === "Meta") release();
    else if (event.code in buttonOf) controls.hold(event.code, 0);
  };
  addEventListener("keydown", down, { signal });
  addEventListener("keyup", up, { signal });
  // A key that is held for the ship is released when the player starts to type.
  document.addEventListener("focusin", (event) => isTyping(event.target) && release(), { signal });
}
