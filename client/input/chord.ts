/** The buttons of one pointer as a set, whichever order they go down and up in. */

export interface Chord {
  /** Bits of `PointerEvent.buttons`, as the last event told them. */
  readonly down: number;
  /** Those of them whose press counted. */
  readonly held: number;
}

export const nothingDown: Chord = { down: 0, held: 0 };

/** `counts` says whether a press that shows for the first time in this event is one of the arena. */
export function chordOf(before: Chord, buttons: number, counts: boolean): Chord {
  const fresh = buttons & ~before.down;
  return { down: buttons, held: (before.held & buttons) | (counts ? fresh : 0) };
}
