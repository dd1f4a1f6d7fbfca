/** The signals that panels read. The signals of one panel are in its folder; those that several share, and those of the page, are here. */
import { signal } from "@preact/signals";
import type { CodecName } from "#protocol";
import { initialState, type SessionState } from "./connection/session-state.ts";

export type { Commands } from "./commands.ts";
export type { SessionState } from "./connection/session-state.ts";
export { limitation } from "./panels/badge/signals.ts";
export { chat } from "./panels/chat/signals.ts";
export { playerName } from "./panels/join/signals.ts";
export { kills } from "./panels/kill-feed/signals.ts";
export { arrivals, netStats, peerMesh, type ArrivalMark } from "./panels/net-graph/signals.ts";
export type { NetStats } from "./net-stats.ts";
export { round, type RoundView } from "./panels/round-clock/signals.ts";
export { transportOffers, type TransportOffer } from "./panels/settings/signals.ts";
export { scores, type ScoreRow } from "./panels/scoreboard/signals.ts";
export { lastShot, spans } from "./panels/trace/signals.ts";
export { vitals } from "./panels/vitals/signals.ts";
export { settings, type Settings } from "./settings.ts";

export const connection = signal<SessionState>(initialState);

/** The codec that the player chose; the next link has it. */
export const codec = signal<CodecName>("binary");

/** The name of the panel that takes the keyboard; undefined while the ship has it. */
export type PanelName = string | undefined;
export const openPanel = signal<PanelName>(undefined);
/** 0 off, 1 one line, 2 with strip, 3 with percentiles, 4 everything. */
export const netGraphLevel = signal<0 | 1 | 2 | 3 | 4>(1);
export const showScores = signal(false);
