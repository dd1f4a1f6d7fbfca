/** The mouse aims wherever it is and fires on the arena only; panels keep their clicks. */
import { Button } from "#simulation";
import { openPanel } from "../view.ts";
import type { Controls } from "./controls.ts";

export interface Mouse {
  /** Last place in CSS pixels from the arena's corner; undefined until it moved. */
  at(): { x: number; y: number } | undefined;
  dispose(): void;
}

export function bindMouse(target: HTMLElement, controls: Controls): Mouse {
  const bound = new AbortController();
  const { signal } = bound;
  let place: { x: number; y: number } | undefined;
  const follow = (event: PointerEvent): void => {
    if (event.pointerType === "touch") return;
    const corner = target.getBoundingClientRect();
    place = { x: event.clientX - corner.left, y: event.clientY - corner.top };
  };
  addEventListener("pointermove", follow, { signal });
  const down = (event: PointerEvent): void => {
    follow(event);
    // The first click after Settings or chat closes a thought, it does not shoot.
    if (event.pointerType === "touch" || openPanel.value !== undefined) return;
    if (event.button === 0) controls.press("mouse", Button.fire);
    if (event.button === 2) controls.press("mouse-right", Button.dash);
  };
  const up = (event: PointerEvent): void => {
    if (event.button === 0) controls.release("mouse");
    if (event.button === 2) controls.release("mouse-right");
  };
  target.addEventListener("pointerdown", down, { signal });
  addEventListener("pointerup", up, { signal });
  addEventListener("pointercancel", up, { signal });
  target.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  return { at: () => place, dispose: () => bound.abort() };
}
