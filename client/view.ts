/** What the panels show: signals that the session and the netcode write and that panels read. */
import { signal } from "@preact/signals";
import type { CodecName } from "#protocol";
import type { TransportName } from "#transport";
import type { CodecCost } from "./connection/codec-meter.ts";
import { initialState, type SessionState } from "./connection/session-state.ts";
import type { ShotStatus } from "./netcode/shot-traces.ts";
import type { PeerMeshReading } from "./peer-mesh.ts";

export type { SessionState } from "./connection/session-state.ts";
export const connection = signal<SessionState>(initialState);

/** What the player chose for messages to be packed in; the session follows with its next link. */
export const codec = signal<CodecName>("binary");

/** What the join screen proposes: the name in the link, or the last one used; empty for a random one. */
export const playerName = signal("");

/** What this browser lacks and what that costs, for as long as the page is open; empty where nothing is. */
export const limitation = signal("");

/** Which HTTP carries the link, as the browser says: `HTTP/2`; empty for what is no HTTP. */
export const httpVersion = signal("");

/** Refreshed a few times a second. Every number has its unit in its name. */
export interface NetStats {
  readonly rttMs: number;
  readonly jitterMs: number;
  /** Age of the newest world shown: now minus the moment its snapshot was made, over the last 5 s. */
  readonly ageMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /**
   * Of all snapshots that there were to have in the last 5 s, the shares, 0 to 1, that the network lost (never over a stream),
   * that a newer state replaced before they were fetched, and that the server held back, by reason.
   */
  readonly lossShare: number;
  readonly replacedShare: number;
  readonly heldBack: {
    readonly linkFullShare: number;
    /** This page stood still and acknowledged nothing. */
    readonly slowPageShare: number;
    readonly pollIntervalShare: number;
  };
  readonly upBytesPerSecond: number;
  readonly downBytesPerSecond: number;
  readonly upMessagesPerSecond: number;
  readonly downMessagesPerSecond: number;
  readonly bytesPerSnapshot: number;
  /** Bytes a second spent on trace context, both ways. */
  readonly contextBytesPerSecond: number;
  readonly interpolationDelayMs: number;
  /** Distance between predicted and true ship at each correction, in units; 0 when the two agree. */
  readonly correctionUnits: number;
  readonly freezesOver100Ms: number;
  /** Longest time without a snapshot in the last 5 s. */
  readonly longestGapMs: number;
  /** Longest time this page stood still in the last 5 s, whatever the link did. */
  readonly longestStallMs: number;
  readonly clockOffsetMs: number;
  readonly clockErrorMs: number;
  readonly fps: number;
  readonly swaps: number;
  /** Of the codec that is spoken. */
  readonly codec: CodecCost;
}
export const netStats = signal<NetStats>({
  rttMs: 0,
  jitterMs: 0,
  ageMs: { p50: 0, p95: 0, p99: 0 },
  lossShare: 0,
  replacedShare: 0,
  heldBack: { linkFullShare: 0, slowPageShare: 0, pollIntervalShare: 0 },
  upBytesPerSecond: 0,
  downBytesPerSecond: 0,
  upMessagesPerSecond: 0,
  downMessagesPerSecond: 0,
  bytesPerSnapshot: 0,
  contextBytesPerSecond: 0,
  interpolationDelayMs: 0,
  correctionUnits: 0,
  freezesOver100Ms: 0,
  longestGapMs: 0,
  longestStallMs: 0,
  clockOffsetMs: 0,
  clockErrorMs: 0,
  fps: 0,
  swaps: 0,
  codec: { codec: "binary", encodeMicros: 0, decodeMicros: 0, encodedBytes: 0, decodedBytes: 0 },
});

/** The wing link: browsers linked to this one directly, and how fresh their word is. */
export const peerMesh = signal<PeerMeshReading>({ peers: 0, ages: [] });

/** A snapshot on the net graph's strip, newest last, at most 180. Those that did not come have no age. */
export interface ArrivalMark {
  readonly kind: "arrived" | "lost" | "replaced" | "held back";
  readonly ageMs: number;
  readonly gapMs: number;
}
/** Mutated in place by the netcode; the graph redraws on its own frame. */
export const arrivals: ArrivalMark[] = [];

export interface ScoreRow {
  readonly id: number;
  readonly name: string;
  readonly self: boolean;
  readonly bot: boolean;
  readonly transport: string;
  readonly kills: number;
  readonly deaths: number;
  readonly score: number;
}
export const scores = signal<readonly ScoreRow[]>([]);

export interface RoundView {
  readonly phase: "playing" | "podium";
  readonly number: number;
  readonly secondsLeft: number;
}
export const round = signal<RoundView>({ phase: "playing", number: 1, secondsLeft: 180 });

/** Own ship, for the HUD. Shares are 0 to 1. */
export interface Vitals {
  readonly energy: number;
  readonly dashReady: number;
  readonly flying: boolean;
  readonly respawnSeconds: number;
}
export const vitals = signal<Vitals>({ energy: 1, dashReady: 1, flying: true, respawnSeconds: 0 });

export interface KillRow {
  readonly key: number;
  readonly killer: string;
  readonly victim: string;
  readonly mine: boolean;
  readonly atMs: number;
}
/** Newest last, at most 6; rows older than 6 s are removed. */
export const kills = signal<readonly KillRow[]>([]);

export interface ChatRow {
  readonly key: number;
  readonly from: string;
  readonly text: string;
  readonly self: boolean;
  /** The announcer tells it to screen readers; the chat only keeps it to be read. */
  readonly isAnnounced: boolean;
  readonly atMs: number;
}
/** Newest last, at most 300. */
export const chat = signal<readonly ChatRow[]>([]);

/** What became of the spans that this page recorded. */
export interface SpanCounts {
  readonly recorded: number;
  readonly exported: number;
  readonly droppedByExporter: number;
  readonly failed: number;
  /** The server answered that it does not take them. */
  readonly refused: number;
}
export const spans = signal<SpanCounts>({
  recorded: 0,
  exported: 0,
  droppedByExporter: 0,
  failed: 0,
  refused: 0,
});

/** The last shot fired by this player. */
export const lastShot = signal<ShotStatus | undefined>(undefined);

export type PanelName = "settings" | "help" | "chat" | undefined;
export const openPanel = signal<PanelName>(undefined);
/** 0 off, 1 one line, 2 with strip, 3 with percentiles, 4 everything. */
export const netGraphLevel = signal<0 | 1 | 2 | 3 | 4>(1);
export const showScores = signal(false);

/** One row of the Transport select: offered, or greyed with the reason. */
export interface TransportOffer {
  readonly name: TransportName | "auto";
  readonly label: string;
  readonly offered: boolean;
  readonly why: string;
}
export const transportOffers = signal<readonly TransportOffer[]>([]);

/** Everything the player may switch; persisted by name, each has a URL parameter. */
export interface Settings {
  readonly prediction: boolean;
  readonly reconciliation: boolean;
  readonly interpolation: boolean;
  readonly lagCompensation: boolean;
  readonly ackClock: boolean;
  readonly mesh: boolean;
  readonly tracing: boolean;
  readonly screenShake: boolean;
  readonly reducedMotion: boolean;
  readonly serverGhost: boolean;
}
export const settings = signal<Settings>({
  prediction: true,
  reconciliation: true,
  interpolation: true,
  lagCompensation: true,
  ackClock: true,
  mesh: true,
  tracing: true,
  screenShake: true,
  reducedMotion: false,
  serverGhost: false,
});

/** What panels may ask for. Filled in by main.ts. */
export interface Commands {
  swapTo(transport: TransportName | "auto"): void;
  setCodec(codec: CodecName): void;
  changeSettings(settings: Partial<Settings>): void;
  sendChat(text: string): void;
  join(name: string): void;
  /** The address that gives others this very set-up. */
  shareLink(): string;
  openLastShot(): void;
}
