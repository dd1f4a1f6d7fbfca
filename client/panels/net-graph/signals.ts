/** What the net graph shows: the numbers of the connection, the strip of snapshots, and the links to other browsers. */
import { signal } from "@preact/signals";
import type { ClientGame } from "../../client-game.ts";
import { netStatsOf, noNetStats, type NetStats } from "../../net-stats.ts";
import type { SnapshotArrival } from "../../netcode/netcode-session.ts";
import type { PeerMeshReading } from "../../peer-mesh.ts";

/** Refreshed a few times a second. */
export const netStats = signal<NetStats>(noNetStats);

/** Browsers that are linked to this one directly, and how recent their reports are. */
export const peerMesh = signal<PeerMeshReading>({ peers: 0, ages: [] });

/** A snapshot on the strip. One that did not come has no age. */
export interface ArrivalMark {
  readonly kind: "arrived" | "lost" | "replaced" | "held back";
  readonly ageMs: number;
  readonly gapMs: number;
}
/** Newest last, at most 180. It is changed in place, and the strip draws it in frames of its own. */
export const arrivals: ArrivalMark[] = [];

const maxMarks = 180;
/** More marks for one gap would fill the strip. */
const maxMissingMarks = 20;

export function feedNetGraph(game: ClientGame): void {
  game.events.on("snapshot", addArrival);
  game.events.on("refresh", ({ serverMs }) => {
    netStats.value = netStatsOf(game, serverMs);
    peerMesh.value = game.peerMesh.reading();
  });
}

function addArrival({ ageMs, gapMs, missing }: SnapshotArrival): void {
  const { lost, replaced, linkFull, slowPage, pollInterval } = missing;
  const marks = { lost, replaced, "held back": linkFull + slowPage + pollInterval } as const;
  for (const kind of ["lost", "replaced", "held back"] as const)
    for (let count = Math.min(marks[kind], maxMissingMarks); count > 0; count--)
      arrivals.push({ kind, ageMs: 0, gapMs: 0 });
  arrivals.push({ kind: "arrived", ageMs, gapMs });
  if (arrivals.length > maxMarks) arrivals.splice(0, arrivals.length - maxMarks);
}
