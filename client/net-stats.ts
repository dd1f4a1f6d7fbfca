/** The measurements of this page's connection, as one reading. */
import type { ClientGame } from "./client-game.ts";
import type { CodecCost } from "./connection/codec-meter.ts";
import type { MeterReading } from "./netcode/meter.ts";

/** Every number has its unit in its name. */
export interface NetStats extends MeterReading {
  readonly rttMs: number;
  readonly jitterMs: number;
  readonly interpolationDelayMs: number;
  readonly clockOffsetMs: number;
  readonly clockErrorMs: number;
  readonly swaps: number;
  /** The cost of the codec that messages are encoded in. */
  readonly codec: CodecCost;
}

/** Before anything was measured. */
export const noNetStats: NetStats = {
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
};

export function netStatsOf(game: ClientGame, nowMs: number): NetStats {
  const { clock, meter, session, netcode, codecMeter } = game;
  const { offsetMs, errorMs } = clock.reading();
  return {
    ...meter.reading(nowMs),
    rttMs: session.pinger.rttMs,
    jitterMs: session.pinger.jitterMs,
    interpolationDelayMs: netcode?.interpolation.delayMs ?? 0,
    clockOffsetMs: offsetMs,
    clockErrorMs: errorMs,
    swaps: session.swaps,
    codec: codecMeter.reading(session.channel.codec.name),
  };
}
