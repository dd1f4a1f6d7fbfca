/** Rounds: the standings at the end of each round are its result. */
import type { RosterRow } from "#protocol";
import type { Feature } from "../../room/feature.ts";

export interface RoundResult {
  readonly room: string;
  readonly round: number;
  readonly endedAtMs: number;
  readonly rows: readonly RosterRow[];
}

export const rounds =
  (roundEnded: (result: RoundResult) => void): Feature =>
  (room) => ({
    tick({ events, round }) {
      if (!events.some(({ type }) => type === "round-ended")) return;
      roundEnded({
        room: room.name,
        round: round.number,
        endedAtMs: room.now(),
        rows: room.standings(),
      });
    },
  });
