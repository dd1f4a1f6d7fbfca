import { expect, test } from "vitest";
import { fight } from "./flight.suite.ts";
import { decodeSnapshot, encodeSnapshot } from "./index.ts";
import type { Snapshot } from "./index.ts";

/** Twenty seconds seen by one player; each snapshot builds on the newest of those at least `age(tick)` ticks old. */
function watch(age: (tick: number) => number, lost: (tick: number) => boolean) {
  const here = new Map<number, Snapshot>();
  const there = new Map<number, Snapshot>();
  const sizes: number[] = [];
  for (const now of fight(5)) {
    if (now.tick > 600) break;
    let base = now.tick - age(now.tick);
    while (base > 0 && !here.has(base)) base--;
    const baseline = here.get(base);
    const { body, held } = encodeSnapshot(now.shown(baseline ? base : now.tick - 1), baseline);
    if (baseline) sizes.push(body.length);
    if (lost(now.tick)) continue;
    here.set(now.tick, held);
    there.set(
      now.tick,
      decodeSnapshot(body, (tick) => there.get(tick)),
    );
  }
  return { here, there, bytes: sizes.reduce((sum, size) => sum + size, 0) / sizes.length };
}

test("[P15] in a long fight with every third snapshot lost both ends go on holding the same", () => {
  const { here, there } = watch(
    (tick) => 1 + (tick % 7),
    (tick) => tick % 3 === 0,
  );
  expect(there.size).toBe(400);
  expect(there).toEqual(here);
});

test("[P19] a full room in a fight costs at most 5 bytes a ship and snapshot, baselines 1 to 3 ticks old", () => {
  const { bytes } = watch(
    (tick) => 1 + (tick % 3),
    () => false,
  );
  expect(bytes / 16).toBeLessThanOrEqual(5);
  expect(bytes / 16).toBeGreaterThan(2);
});

test("[P19] a ship that does what its drift foretells costs one bit", () => {
  const sizeOf = (count: number): number => {
    const [first] = fight(1);
    const still = first?.shown(0);
    if (!still) throw new Error("no fight");
    const ships = still.ships.slice(0, count);
    const calm = { ...still, own: undefined, births: [], acts: [], ships };
    const { held } = encodeSnapshot(calm, undefined);
    return encodeSnapshot({ ...calm, tick: calm.tick + 1 }, held).body.length;
  };
  expect(sizeOf(15) - sizeOf(7)).toBe(1);
});
