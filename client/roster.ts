/** The players of the room by seat, from the last roster message. */
import type { RosterRow } from "#protocol";

export class Roster {
  readonly #rows = new Map<number, RosterRow>();

  get bySeat(): ReadonlyMap<number, RosterRow> {
    return this.#rows;
  }

  replace(rows: readonly RosterRow[]): void {
    this.#rows.clear();
    for (const row of rows) this.#rows.set(row.seat, row);
  }

  nameOf(seat: number): string {
    return this.#rows.get(seat)?.name ?? "somebody";
  }
}
