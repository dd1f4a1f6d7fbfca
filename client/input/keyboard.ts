/** WASD or arrows thrust, F or J fires for those without a mouse, Space dashes. */
import { Button } from "#simulation";
import type { Controls } from "./controls.ts";
import { isOperating, isTyping } from "./focus.ts";

/** By place on the keyboard, not by letter: the same hand on AZERTY. */
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

export function bindKeyboard(controls: Controls): () => void {
  const bound = new AbortController();
  const { signal } = bound;
  const down = (event: KeyboardEvent): void => {
    const button = buttonOf[event.code];
    if (button === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || (event.code === "Space" && isOperating(event.target))) return;
    event.preventDefault();
    if (!event.repeat) controls.press(event.code, button);
  };
  addEventListener("keydown", down, { signal });
  // Released wherever the focus went meanwhile.
  addEventListener("keyup", (event) => controls.release(event.code), { signal });
  addEventListener("blur", () => controls.releaseAll(), { signal });
  document.addEventListener("focusin", (event) => isTyping(event.target) && controls.releaseAll(), {
    signal,
  });
  return () => bound.abort();
}
