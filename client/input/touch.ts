/**
 * Touch: a thumb on the left half of the arena thrusts; one on the right half aims, and fires when it leans far enough; a button
 * dashes. The elements are made here because they are input, not a panel. They show on coarse pointers only (touch.css).
 */
import { Button } from "#simulation";
import { openPanel } from "../view.ts";
import type { PointerArea, Controls } from "./controls.ts";
import { fireThreshold, leanOf, type StickState } from "./stick.ts";
import "./touch.css";

interface Stick {
  readonly element: HTMLElement;
  pointer: number | undefined;
  state: StickState | undefined;
}

function createStick(side: "left" | "right", hint: string): Stick {
  const element = document.createElement("div");
  element.className = `stick ${side}`;
  element.setAttribute("aria-hidden", "true");
  element.dataset["hint"] = hint;
  return { element, pointer: undefined, state: undefined };
}

export interface Touch {
  /** Releases both sticks and the button. A thumb counts again after it touches the screen anew. */
  release(): void;
  /** Removes the elements from the page. */
  remove(): void;
}

export function bindTouch(
  { target, isCovered }: PointerArea,
  controls: Controls,
  signal: AbortSignal,
): Touch {
  const left = createStick("left", "fly");
  const right = createStick("right", "aim");
  const dash = document.createElement("button");
  dash.type = "button";
  dash.className = "dash";
  dash.textContent = "Dash";
  const box = document.createElement("div");
  box.className = "touch";
  box.append(left.element, right.element, dash);
  target.after(box);

  const show = (stick: Stick): void => {
    const { element, state } = stick;
    element.classList.toggle("held", state !== undefined);
    element.style.setProperty("--lean-x", String(state?.leanX ?? 0));
    element.style.setProperty("--lean-y", String(state?.leanY ?? 0));
    element.style.left = state ? `${state.originX}px` : "";
    element.style.top = state ? `${state.originY}px` : "";
  };
  const apply = (): void => {
    controls.lean("left thumb", left.state?.leanX ?? 0, left.state?.leanY ?? 0);
    const { leanX = 0, leanY = 0 } = right.state ?? {};
    controls.aimAlong(leanX, leanY);
    const fires = Math.hypot(leanX, leanY) >= fireThreshold && openPanel.peek() === undefined;
    controls.hold("right thumb", fires ? Button.fire : 0);
  };
  const down = (event: PointerEvent): void => {
    if (event.pointerType !== "touch") return;
    event.preventDefault();
    if (isCovered(event.clientX, event.clientY)) return;
    const stick = event.clientX < innerWidth / 2 ? left : right;
    if (stick.pointer !== undefined) return;
    stick.pointer = event.pointerId;
    stick.state = leanOf(event.clientX, event.clientY, event.clientX, event.clientY);
    show(stick);
  };
  const move = (event: PointerEvent): void => {
    for (const stick of [left, right]) {
      if (stick.pointer !== event.pointerId || !stick.state) continue;
      stick.state = leanOf(stick.state.originX, stick.state.originY, event.clientX, event.clientY);
      show(stick);
      apply();
    }
  };
  const lift = (stick: Stick): void => {
    stick.pointer = undefined;
    stick.state = undefined;
    show(stick);
    apply();
  };
  const up = (event: PointerEvent): void => {
    for (const stick of [left, right]) if (stick.pointer === event.pointerId) lift(stick);
  };
  target.addEventListener("pointerdown", down, { signal });
  addEventListener("pointermove", move, { signal });
  for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const)
    addEventListener(type, up, { signal });
  const dashes = (held: boolean): void => controls.hold("dash button", held ? Button.dash : 0);
  dash.addEventListener("pointerdown", () => dashes(true), { signal });
  for (const type of ["pointerup", "pointercancel", "pointerleave"] as const)
    dash.addEventListener(type, () => dashes(false), { signal });
  return {
    release() {
      lift(left);
      lift(right);
      dashes(false);
    },
    remove: () => box.remove(),
  };
}
