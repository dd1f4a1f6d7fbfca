import { expect, test } from "vitest";
import { fullRoom } from "../full-room.suite.ts";
import { decodeSnapshot, encodeSnapshot } from "../../index.ts";
import type { Snapshot } from "../../index.ts";

/** Twenty seconds seen by one player; each snapshot builds on the newest of those at least `age(tick)` ticks old. */
function watch(age: (tick: number) => number, lost: (tick: number) => boolean) {
  const here = new Map<number, Snapshot>();
  const there = new Map<number, Snapshot>();
  const sizes: number[] = [];
  for (const now of fullRoom(5)) {
    if (now.tick > 600) break;
    let base = now.tick - age(now.tick);
    while (base > 0 && !here.has(base)) base--;
    const baseline = here.get(base);
    const { body, asDecoded: held } = encodeSnapshot(
      now.snapshotSince(baseline ? base : now.tick - 1),
      baseline,
    );
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

test("[P15] in a long fight with every third snapshot lost both ends hold the same snapshots", () => {
  const { here, there } = watch(
    (tick) => 1 + (tick % 7),
    (tick) => tick % 3 === 0,
  );
  expect(there.size).toBe(400);
  expect(there).toEqual(here);
});

test("[P19] a snapshot of a full room in a fight takes at most 5 bytes per ship, against baselines of 1 to 3 ticks", () => {
  const { bytes } = watch(
    (tick) => 1 + (tick % 3),
    () => false,
  );
  expect(bytes / 16).toBeLessThanOrEqual(5);
  expect(bytes / 16).toBeGreaterThan(2);
});

test("[P19] a ship at its dead-reckoned position takes one bit", () => {
  const [first] = fullRoom(1);
  const room = first?.snapshotSince(0);
  if (!room) throw new Error("a fight goes on for ever");
  const sizeOf = (count: number): number => {
    let baseline: Snapshot | undefined;
    let bytes = 0;
    // After two of them both ends know the movement over two ticks; the third is one tick later.
    for (const tick of [10, 12, 13]) {
      const ships = room.ships
        .slice(0, count)
        .map((ship) => ({ ...ship, x4: 4000 + tick * 40, y4: 3000 - tick * 6 }));
      const calm = { ...room, tick, own: undefined, spawns: [], events: [], ships };
      const { body, asDecoded: held } = encodeSnapshot(calm, baseline);
      baseline = held;
      bytes = body.length;
    }
    return bytes;
  };
  expect(sizeOf(15) - sizeOf(7)).toBe(1);
});
