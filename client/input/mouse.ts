/**
 * Mouse and pen. They aim everywhere and fire in the arena only. Buttons are read as a set at every event: only the first press
 * is a pointerdown and only the last release a pointerup, all others are pointermoves (Pointer Events §4.2.1, chorded buttons).
 */
import { Button } from "#simulation";
import { openPanel } from "../view.ts";
import { chordOf, nothingDown, type Chord } from "./chord.ts";
import type { PointerArea, Controls } from "./controls.ts";

export interface Mouse {
  /** The last position in CSS pixels from the arena's corner; undefined before the first move. */
  at(): { x: number; y: number } | undefined;
  /** Releases all buttons. One that is still down counts again after the next press. */
  release(): void;
}

/** Bits of `PointerEvent.buttons`. */
const primary = 1;
const secondary = 2;

export function bindMouse(
  { target, isCovered }: PointerArea,
  controls: Controls,
  signal: AbortSignal,
): Mouse {
  const chords = new Map<number, Chord>();
  let place: { x: number; y: number } | undefined;

  const isOurs = (event: PointerEvent): boolean => event.pointerType !== "touch";
  const hold = (pointerId: number, held: number): void => {
    const fire = held & primary ? Button.fire : 0;
    const dash = held & secondary ? Button.dash : 0;
    controls.hold(`pointer ${pointerId}`, fire | dash);
  };
  const follow = (event: PointerEvent): void => {
    if (!isOurs(event)) return;
    const corner = target.getBoundingClientRect();
    place = { x: event.clientX - corner.left, y: event.clientY - corner.top };
    const { pointerId, buttons, button } = event;
    // While a panel is open a click does not shoot. A button that went down outside of the arena arrives with a move that
    // changes no button.
    const counts =
      button >= 0 &&
      openPanel.peek() === undefined &&
      event.target instanceof Node &&
      target.contains(event.target) &&
      !isCovered(event.clientX, event.clientY);
    const chord = chordOf(chords.get(pointerId) ?? nothingDown, buttons, counts);
    chords.set(pointerId, chord);
    hold(pointerId, chord.held);
  };
  const end = (event: PointerEvent): void => {
    if (!isOurs(event)) return;
    chords.delete(event.pointerId);
    hold(event.pointerId, 0);
  };
  const release = (): void => {
    for (const [pointerId, chord] of chords) {
      chords.set(pointerId, { ...chord, held: 0 });
      hold(pointerId, 0);
    }
  };
  addEventListener("pointerdown", follow, { signal });
  addEventListener("pointermove", follow, { signal });
  addEventListener("pointerup", follow, { signal });
  addEventListener("pointercancel", end, { signal });
  addEventListener("lostpointercapture", end, { signal });
  // Outside of the window the page may get no event for a released button.
  document.documentElement.addEventListener("pointerleave", release, { signal });
  target.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  return { at: () => place, release };
}
