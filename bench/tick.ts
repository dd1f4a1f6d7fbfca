/** One step of the world: 16 ships with their bots' commands and 200 pulses in flight, more than players can fire. */
import {
  botCommand,
  type Command,
  addShip,
  newBot,
  newWorld,
  type Pulse,
  step,
  type World,
} from "#simulation";
import type { Bench, Figure, Measure } from "./figure.ts";
import { quantile } from "./statistics.ts";

const ships = 16;
const pulses = 200;
const tickRateHz = 30;
const budgetMs = 1000 / tickRateHz;
const rounds = 7;
const ticksPerRound = 600;

interface TickInput {
  readonly world: World;
  readonly commands: ReadonlyMap<number, Command>;
}

/** Adds pulses at the ships up to 200, with spawn ticks spread over the last quarter of a second. */
function topUpPulses(world: World): World {
  const flying = [...world.pulses];
  for (let index = 0; flying.length < pulses; index++) {
    const ship = world.ships[index % ships];
    if (!ship) break;
    const pulse: Pulse = {
      id: ship.id * 4096 + 2048 + ((world.tick * 16 + index) % 2048),
      owner: ship.id,
      spawnTick: Math.max(0, world.tick - (index % 8)),
      x: ship.x,
      y: ship.y,
      aim: (index * 389 + world.tick * 7) & 1023,
      // A tenth of a second of lag compensation, as for a player on a common connection.
      rewindSixteenths: 48,
    };
    flying.push(pulse);
  }
  return { ...world, pulses: flying };
}

/** An endless match of 16 bots, tick by tick, each with 200 pulses; the bench times a replay of its steps. */
function* match(seed: number): Generator<TickInput, never> {
  let world = newWorld({ seed, tickRateHz });
  for (let id = 0; id < ships; id++) world = addShip(world, id);
  const botMemories = Array.from({ length: ships }, (_, id) => newBot(seed + id));
  for (;;) {
    world = topUpPulses(world);
    const commands = new Map<number, Command>();
    for (const [id, memory] of botMemories.entries()) {
      const [command, next] = botCommand(world, id, memory);
      commands.set(id, command);
      botMemories[id] = next;
    }
    yield { world, commands };
    world = step(world, commands);
  }
}

function timed(moments: readonly TickInput[], work: (moment: TickInput) => unknown): number[] {
  return moments.map((moment) => {
    const startMs = performance.now();
    work(moment);
    return performance.now() - startMs;
  });
}

async function run({ log }: Bench): Promise<Figure[]> {
  const medians: Record<"step" | "p95" | "clone" | "json", number[]> = {
    step: [],
    p95: [],
    clone: [],
    json: [],
  };
  const playing = match(5);
  // The first round warms the machine up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const moments = Array.from({ length: ticksPerRound }, () => playing.next().value);
    const stepMs = timed(moments, ({ world, commands }) => step(world, commands));
    const some = moments.slice(0, 100);
    const cloneMs = timed(some, ({ world }) => structuredClone(world));
    const jsonMs = timed(some, ({ world }) => JSON.parse(JSON.stringify(world)));
    if (round === 0) continue;
    medians.step.push(quantile(stepMs, 0.5));
    medians.p95.push(quantile(stepMs, 0.95));
    medians.clone.push(quantile(cloneMs, 0.5));
    medians.json.push(quantile(jsonMs, 0.5));
    log(`round ${round} of ${rounds}: ${quantile(stepMs, 0.5).toFixed(3)} ms`);
    await new Promise(setImmediate);
  }
  const json = { what: "JSON there and back of the same world", values: medians.json };
  const clone = { what: "structuredClone of the same world", values: medians.clone };
  const share = medians.step.map((ms) => (100 * ms) / budgetMs);
  return [
    { what: "step, median tick", unit: "ms", values: medians.step, baseline: json, target: 1 },
    { what: "step, 95th percentile", unit: "ms", values: medians.p95, baseline: clone },
    { what: "share of a 30 Hz tick", unit: "%", values: share },
  ];
}

export const tick: Measure = {
  name: "tick",
  title: "A tick of 16 ships and 200 pulses",
  method: `\`step(world, commands)\` on ${ticksPerRound} ticks of a match of bots, with pulses added up to 200 before each; ${rounds} rounds after one to warm up.`,
  run,
};
