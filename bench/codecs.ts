/** The same snapshots and inputs in each codec: bytes, and time to encode and decode. */
import {
  type Codec,
  codecNames,
  commandsPerInput,
  type Input,
  loadCodec,
  type Snapshot,
} from "#protocol";
import { SnapshotSender } from "#server";
import type { Figure, Measure } from "./figure.ts";
import { simulateMatch, type SimulatedTick } from "./bot-match.ts";

const ships = 16;
const tickRateHz = 30;
const seconds = 20;
/** A snapshot is acknowledged this long after it was sent. */
const ackTicks = 2;
const repetitions = 5;

interface Cost {
  readonly bytes: number;
  readonly encodeMicros: number;
  readonly decodeMicros: number;
}

/** The snapshots of one player over the whole match, encoded and decoded; per snapshot. */
function measureSnapshots(codec: Codec, match: readonly SimulatedTick[], seat: number): Cost {
  const sender = new SnapshotSender();
  const bodies: Uint8Array[] = [];
  let encodeMs = 0;
  for (const { tickState } of match) {
    const { tick } = tickState.world;
    const nowMs = (tick * 1000) / tickRateHz;
    sender.acknowledge(tick - ackTicks, nowMs);
    const facts = { lateMs: (tick % 12) / 10, lead: 2, hadCommand: true, tracing: false, codec };
    const startMs = performance.now();
    const encoded = sender.next({ seat, tickState, nowMs, ackClock: true, ...facts });
    encodeMs += performance.now() - startMs;
    if (!encoded) throw new Error(`the sender held back tick ${tick} on a clean link`);
    bodies.push(encoded.body);
  }
  const baselines = new Map<number, Snapshot>();
  const startMs = performance.now();
  for (const body of bodies) {
    const snapshot = codec.decodeSnapshot(body, (tick) => baselines.get(tick));
    baselines.set(snapshot.tick, snapshot);
    baselines.delete(snapshot.tick - 8);
  }
  const decodeMs = performance.now() - startMs;
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  return perMessage({ bytes, encodeMs, decodeMs }, bodies.length);
}

function perMessage(
  sum: { readonly bytes: number; readonly encodeMs: number; readonly decodeMs: number },
  messages: number,
): Cost {
  return {
    bytes: sum.bytes / messages,
    encodeMicros: (sum.encodeMs * 1000) / messages,
    decodeMicros: (sum.decodeMs * 1000) / messages,
  };
}

/** The inputs of a page over the same time: the player turns, and each input has four commands. */
const inputs: readonly Input[] = Array.from({ length: seconds * tickRateHz }, (_, index) => ({
  ackTick: index + 100,
  newestTick: index + 108,
  commands: Array.from({ length: commandsPerInput }, (__, back) => ({
    buttons: index % 5 === 0 ? 1 : 0,
    aim: ((index - back) * 13) & 1023,
    thrustX: (index % 15) - 7,
    thrustY: 7 - (index % 15),
    viewTick16: (index + 104 - back) * 16 + 5,
  })),
}));

function measureInputs(codec: Codec): Cost {
  let startMs = performance.now();
  const bodies = inputs.map((input) => codec.encode("input", input));
  const encodeMs = performance.now() - startMs;
  startMs = performance.now();
  for (const body of bodies) codec.decode("input", body);
  const decodeMs = performance.now() - startMs;
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
  return perMessage({ bytes, encodeMs, decodeMs }, bodies.length);
}

const rows = [
  ["bytes", "B", "bytes"],
  ["encodeMicros", "µs", "to encode"],
  ["decodeMicros", "µs", "to decode"],
] as const;

export const codecs: Measure = {
  name: "codecs",
  title: "What a codec costs",
  method: `One recorded match of ${ships} bots (${tickRateHz} Hz, ${seconds} s, seeded) for one player, composed and encoded by the server's own sender, decoded as a page does, each snapshot acknowledged ${ackTicks} ticks later; and as many inputs of ${commandsPerInput} commands. Mean per message, ${repetitions} players after a warm-up, one thread; envelopes and trace contexts not included.`,
  async run({ log }) {
    const match = simulateMatch({ seed: 5, ships, ticks: seconds * tickRateHz, tickRateHz });
    const figures: Figure[] = [];
    const binary = new Map<string, readonly number[]>();
    for (const name of codecNames) {
      const codec = await loadCodec(name);
      measureSnapshots(codec, match, 0);
      measureInputs(codec);
      const snapshots: Cost[] = [];
      const inputCosts: Cost[] = [];
      for (let seat = 0; seat < repetitions; seat++) {
        snapshots.push(measureSnapshots(codec, match, seat));
        inputCosts.push(measureInputs(codec));
        await new Promise(setImmediate);
      }
      log(`encoded and decoded as ${name}`);
      for (const [what, costs] of [
        ["snapshot", snapshots],
        ["input", inputCosts],
      ] as const)
        for (const [field, unit, doing] of rows) {
          const values = costs.map((cost) => cost[field]);
          const yardstick = binary.get(what + field);
          if (name === "binary") binary.set(what + field, values);
          figures.push({
            what: `${name}: ${what}, ${doing}`,
            unit,
            values,
            ...(yardstick && { baseline: { what: "binary", values: yardstick } }),
          });
        }
    }
    return figures;
  },
};
