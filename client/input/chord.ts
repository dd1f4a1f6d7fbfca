/** The buttons of one pointer as a set. They may go down and up in any order. */

export interface Chord {
  /** Bits of `PointerEvent.buttons` of the last event. */
  readonly down: number;
  /** Those of them that went down in the arena. */
  readonly held: number;
}

export const nothingDown: Chord = { down: 0, held: 0 };

/** `counts`: a button that is down for the first time in this event was pressed in the arena. */
export function chordOf(before: Chord, buttons: number, counts: boolean): Chord {
  const fresh = buttons & ~before.down;
  return { down: buttons, held: (before.held & buttons) | (counts ? fresh : 0) };
}
