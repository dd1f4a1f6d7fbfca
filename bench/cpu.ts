/** CPU of the server with a full room: traced, untraced, and beside a bare Socket.IO server with the same traffic. */
import { Child, cpuShares } from "./child.ts";
import { type Bench, type Figure, type Measure, notMeasured } from "./figure.ts";
import type { BotClientCounts } from "./bot-clients.ts";
import { fullRoom, seats, tickRateHz, type FullRoomOptions } from "./full-room.ts";
import { median } from "./statistics.ts";

const warmUpMs = 12_000;
const windows = { windows: 6, windowMs: 4000 };
/** So few that the store is full, and evicts as fast as it stores, before the warm-up ends. */
const traceSpans = 20_000;

interface Cost {
  readonly percents: number[];
  readonly tickMs: number;
  readonly snapshotBytes: number;
  readonly inputBytes: number;
  readonly note: string;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Per second, of all players together. */
const rate = (what: keyof BotClientCounts, from: BotClientCounts, to: BotClientCounts): number =>
  (to[what] - from[what]) / (to.atSeconds - from.atSeconds);

async function tickMedianMs(url: string): Promise<number> {
  const response = await fetch(`${url}/api/rooms`);
  const { rooms } = (await response.json()) as { rooms: { tickMedianMs: number }[] };
  return rooms[0]?.tickMedianMs ?? Number.NaN;
}

async function costOf(choices: Omit<FullRoomOptions, "traceSpans">, { log }: Bench): Promise<Cost> {
  const name = `${choices.transport}, ${choices.tracing ? "traced" : "untraced"}`;
  log(`${name}: ${seats} players join; ${warmUpMs / 1000} s to warm up`);
  const room = await fullRoom({ ...choices, traceSpans });
  try {
    await pause(warmUpMs);
    const from = await room.counts();
    const percents = await cpuShares(room.server, {
      ...windows,
      each: (percent) => log(`${name}: ${percent.toFixed(1)} % of one core`),
    });
    const to = await room.counts();
    const down = rate("snapshots", from, to);
    const up = rate("inputs", from, to);
    const spans = rate("exported", from, to);
    // With players that cannot keep up the server would do less work.
    if (down < seats * tickRateHz * 0.75 || up < seats * tickRateHz * 0.75)
      throw new Error(`only ${down.toFixed(0)} snapshots and ${up.toFixed(0)} inputs a second`);
    const traced = choices.tracing ? `, ${spans.toFixed(0)} spans/s from the players` : "";
    return {
      percents,
      tickMs: await tickMedianMs(room.url),
      snapshotBytes: rate("snapshotBytes", from, to) / down,
      inputBytes: rate("inputBytes", from, to) / up,
      note: `${down.toFixed(0)} snapshots/s down, ${up.toFixed(0)} inputs/s up${traced}`,
    };
  } finally {
    await room.stop();
  }
}

async function bareCost(like: Cost, { log }: Bench): Promise<number[]> {
  const down = { perSecond: tickRateHz, bytes: Math.round(like.snapshotBytes) };
  const up = { perSecond: tickRateHz, bytes: Math.round(like.inputBytes) };
  log(`bare Socket.IO: ${seats} × ${tickRateHz}/s of ${down.bytes} B down and ${up.bytes} B up`);
  const server = new Child("bench/bare-socketio-server.ts");
  const clients = new Child("bench/bare-socketio-clients.ts");
  try {
    const origin = await server.request<string>("listen", down);
    await clients.request("join", { origin, count: seats, ...up });
    await pause(warmUpMs);
    const percents = await cpuShares(server, {
      ...windows,
      each: (percent) => log(`bare Socket.IO: ${percent.toFixed(1)} % of one core`),
    });
    return percents;
  } finally {
    await clients.stop();
    await server.stop();
  }
}

async function run(bench: Bench): Promise<Figure[]> {
  const traced = await costOf({ transport: "socketio", tracing: true }, bench);
  const untraced = await costOf({ transport: "socketio", tracing: false }, bench);
  const bare = await bareCost(traced, bench);
  const yard = { what: "bare Socket.IO, same traffic", values: bare };
  const unit = "% of a core";
  const budgetMs = 1000 / tickRateHz;
  const figures: Figure[] = [
    {
      what: "Socket.IO, everything traced",
      unit,
      values: traced.percents,
      baseline: yard,
      target: 15,
      note: `${traced.note}; spans of the server and of all players end in its store (${traceSpans} spans, full)`,
    },
    {
      what: "Socket.IO, no tracing",
      unit,
      values: untraced.percents,
      baseline: yard,
      note: untraced.note,
    },
    {
      what: "what tracing adds",
      unit,
      values: [median(traced.percents) - median(untraced.percents)],
      baseline: { what: "no tracing", values: untraced.percents },
    },
    await webrtcFigure(unit, yard, bench),
    {
      what: "whole tick of that room, traced",
      unit: "ms",
      values: [traced.tickMs],
      baseline: { what: "no tracing", values: [untraced.tickMs] },
      note: `rules, ${seats} snapshots, envelopes and sends; ${((100 * traced.tickMs) / budgetMs).toFixed(0)} % of a ${tickRateHz} Hz tick`,
    },
  ];
  return figures;
}

async function webrtcFigure(
  unit: string,
  baseline: NonNullable<Figure["baseline"]>,
  bench: Bench,
): Promise<Figure> {
  const what = "WebRTC, everything traced";
  try {
    const { percents, note } = await costOf({ transport: "webrtc", tracing: true }, bench);
    return { what, unit, values: percents, baseline, note: `${note}; with DTLS and SCTP` };
  } catch (error) {
    return notMeasured(what, unit, error instanceof Error ? error.message : String(error));
  }
}

export const cpu: Measure = {
  name: "cpu",
  title: "What a full room costs the server",
  method: `The real server in one process, ${seats} players in a second one: each sends a command a tick, acknowledges, pings, and (traced) posts the spans a page would. CPU of all threads of the server, in ${windows.windows} windows of ${windows.windowMs / 1000} s after ${warmUpMs / 1000} s of warm-up.`,
  run,
};
