/** Roster: who has which seat, on which transport, with what score. It is sent whole. */
import { roster as rosterMessage } from "#protocol";
import type { GameEvent } from "#simulation";
import type { Feature } from "../../room/feature.ts";

/** Scores change with every hit; twice a second is as fast as anybody reads them. */
const everyMs = 500;

export const roster: Feature = (room) => {
  let due: "no" | "soon" | "now" = "now";
  let sentMs = 0;
  return {
    seatsChanged: () => void (due = "now"),
    tick({ events }) {
      if (due === "no" && events.some(changesScores)) due = "soon";
      const nowMs = room.now();
      if (due === "no" || (due === "soon" && nowMs - sentMs < everyMs)) return;
      due = "no";
      sentMs = nowMs;
      room.broadcast(rosterMessage, room.standings());
    },
  };
};

function changesScores({ type }: GameEvent): boolean {
  switch (type) {
    case "hit":
    case "burst":
    case "round-ended":
    case "round-started":
      return true;
    case "fired":
    case "dashed":
    case "respawned":
      return false;
  }
}
