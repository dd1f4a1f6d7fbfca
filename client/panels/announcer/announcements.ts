/**
 * What a screen reader reads of the game. One live region (announcer.tsx) reads each event once, when it begins. Other elements
 * that show the same, such as countdowns, are no live regions.
 */
import type { SessionState, RoundView, ScoreRow } from "../../view.ts";
import { labelOf } from "../shared/transports.ts";

export interface AnnouncerState {
  readonly connection: SessionState;
  readonly round: RoundView;
  readonly scores: readonly ScoreRow[];
  readonly flying: boolean;
}

/** The text for what is new in `now`; undefined if nothing is. */
export function announcementOf(before: AnnouncerState, now: AnnouncerState): string | undefined {
  return (
    ofConnection(before.connection, now.connection) ?? ofRound(before, now) ?? ofShip(before, now)
  );
}

function ofConnection(before: SessionState, now: SessionState): string | undefined {
  const hasBegun = now.phase !== before.phase;
  switch (now.phase) {
    // Only the beginning of an outage is announced. Each try after it changes the status text.
    case "reconnecting":
      return hasBegun ? now.statusText || "The link is down; reconnecting" : undefined;
    case "refused":
      return hasBegun ? now.statusText || "The server refused to let this ship in" : undefined;
    case "joining":
    case "playing":
      if (now.statusText !== before.statusText && now.statusText !== "") return now.statusText;
      return now.transport !== undefined && (now.transport !== before.transport || hasBegun)
        ? `Flying on ${labelOf(now.transport)}`
        : undefined;
  }
}

const ordinals = ["first", "second", "third"];
const ordinal = (place: number): string => ordinals[place] ?? `${place + 1}th`;

function ofRound(before: AnnouncerState, now: AnnouncerState): string | undefined {
  if (before.round.phase === now.round.phase) return undefined;
  const { number } = now.round;
  if (now.round.phase === "playing") return `Round ${number} begins`;
  const rows = now.scores.toSorted((a, b) => b.score - a.score || a.id - b.id);
  const own = rows.findIndex(({ self }) => self);
  const winner = rows[0] && !rows[0].self ? ` ${rows[0].name} came first.` : "";
  return `Round ${number} is over.${winner}${own < 0 ? "" : ` You came ${ordinal(own)}.`}`;
}

function ofShip(before: AnnouncerState, now: AnnouncerState): string | undefined {
  if (before.flying === now.flying || now.round.phase === "podium") return undefined;
  return now.flying ? "Your ship is back" : "Your ship has burst";
}
