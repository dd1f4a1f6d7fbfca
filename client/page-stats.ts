/** `window.crosswire`: what this page knows of its game, read-only, for tests and lessons. */
import type { CodecName, Counts } from "#protocol";
import type { ClientGame, SpanCounts } from "./client-game.ts";
import type { RenderState } from "./game/index.ts";
import type { GameLoop } from "./game-loop.ts";
import type { ControlSample } from "./input/index.ts";
import { netStatsOf, type NetStats } from "./net-stats.ts";
import * as view from "./view.ts";
import type { PeerMeshReading } from "./peer-mesh.ts";

export interface PageStats {
  readonly phase: string;
  readonly transport: string | undefined;
  readonly codec: CodecName;
  readonly rttMs: number;
  readonly ageMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly fps: number;
  readonly self:
    | { readonly id: number; readonly x: number; readonly y: number; readonly flying: boolean }
    | undefined;
  /** The controls of the last tick: buttons as a set, aim in 1024ths of a turn, thrust -7 to 7 each way. */
  readonly controls: ControlSample;
  readonly players: readonly {
    readonly id: number;
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly transport: string;
    readonly bot: boolean;
  }[];
  /** Per message kind, since the session began. */
  readonly ledger: Readonly<Record<string, Counts>>;
  readonly bytes: { readonly up: number; readonly down: number };
  readonly swaps: number;
  readonly clock: { readonly offsetMs: number; readonly errorMs: number };
  readonly net: NetStats;
  readonly mesh: PeerMeshReading;
  readonly spans: SpanCounts;
  readonly lastShot: { readonly traceId: string; readonly outcome: string } | undefined;
  readonly chat: readonly { readonly from: string; readonly text: string }[];
  readonly firstFrameMs: number | undefined;
}

export function pageStats(game: ClientGame, loop: GameLoop, controls: ControlSample): PageStats {
  const { session, clock, meter } = game;
  const { ledger, codec } = session.channel;
  const nowMs = clock.now();
  const { ageMs, fps } = meter.reading(nowMs);
  const renderState = loop.renderState();
  const total = ledger.total();
  return {
    phase: view.connection.peek().phase,
    transport: session.transport,
    codec: codec.name,
    rttMs: session.pinger.rttMs,
    ageMs,
    fps,
    self: selfIn(renderState),
    controls,
    players: playersIn(renderState),
    ledger: ledger.rows(),
    bytes: { up: total.sentBytes, down: total.receivedBytes },
    swaps: session.swaps,
    clock: clock.reading(),
    net: netStatsOf(game, nowMs),
    mesh: game.peerMesh.reading(),
    spans: game.spanCounts(),
    lastShot: view.lastShot.peek(),
    chat: view.chat.peek().map(({ from, text }) => ({ from, text })),
    firstFrameMs: loop.firstFrameMs,
  };
}

const playersIn = ({ ships }: RenderState): PageStats["players"] =>
  ships.map(({ id, name, x, y, transport, bot }) => ({ id, name, x, y, transport, bot }));

const selfIn = ({ self }: RenderState): PageStats["self"] =>
  self && { id: self.id, x: self.x, y: self.y, flying: self.flying };

declare global {
  interface Window {
    readonly crosswire: { stats(): PageStats };
  }
}

export function exposePageStats(stats: () => PageStats): void {
  Object.defineProperty(window, "crosswire", {
    value: Object.freeze({ stats }),
    configurable: true,
  });
}
