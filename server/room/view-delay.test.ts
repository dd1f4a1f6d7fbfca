import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentQuantile } from "./recent-quantile.ts";
import { ViewDelay } from "./view-delay.ts";

const rateHz = 50;
const stepMs = 20;

/** A player whose every `gap`th snapshot is acknowledged `ageMs` after it was due, and whose commands are `lead` ticks early. */
function watched({ ageMs = 40, gap = 1, lead = 2, ticks = 200 } = {}) {
  const delay = new ViewDelay(rateHz);
  let tick = 0;
  const goOn = (facts: { ageMs?: number; gap?: number; lead?: number; ticks: number }): void => {
    const { ageMs: age = ageMs, gap: apart = gap, lead: early = lead } = facts;
    const end = tick + facts.ticks;
    while (tick < end) {
      tick += 1;
      delay.commandReceived(early);
      if (tick % apart === 0) delay.acknowledged(tick, age, tick * stepMs + age);
    }
  };
  goOn({ ticks });
  return { delay, goOn, backMs: () => (delay.maxRewind16 / 16) * stepMs };
}

test("[R50] the limit is how early commands come, plus how late snapshots are acknowledged, plus the gap between them", () => {
  const spareMs = 60;
  expect(watched().backMs()).toBeCloseTo(2 * stepMs + 40 + stepMs + spareMs, -1);
  expect(watched({ ageMs: 240 }).backMs() - watched().backMs()).toBeCloseTo(200, -1);
  expect(watched({ gap: 10 }).backMs() - watched().backMs()).toBeCloseTo(9 * stepMs, -1);
  expect(watched({ lead: 7 }).backMs() - watched().backMs()).toBeCloseTo(5 * stepMs, -1);
});

test("[R50] the limit is 0 before the first acknowledgement", () => {
  const delay = new ViewDelay(rateHz);
  for (let count = 0; count < 100; count++) delay.commandReceived(30);
  expect(delay.maxRewind16).toBe(0);
});

test("[R50] three outliers among sixty messages do not raise the limit", () => {
  const { goOn, backMs } = watched();
  const before = backMs();
  for (const odd of [{ ageMs: 490 }, { gap: 25, ticks: 25 }, { lead: 60 }]) {
    goOn({ ticks: 1, ...odd });
    goOn({ ticks: 20 });
  }
  expect(backMs()).toBe(before);
});

test("[R50] a measured delay falls by a tenth of the time that passes", () => {
  const { goOn, backMs } = watched({ ageMs: 300 });
  const before = backMs();
  goOn({ ageMs: 40, ticks: 64 });
  const since = backMs();
  expect(before - since).toBeLessThan(64 * stepMs * 0.1 + 5);
  goOn({ ageMs: 40, ticks: 50 });
  expect(since - backMs()).toBeCloseTo(100, -1);
  goOn({ ageMs: 40, ticks: 200 });
  expect(backMs()).toBe(watched().backMs());
});

test("the quantile of the last values is that of the same values sorted", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (values) => {
      const recent = new RecentQuantile(8);
      for (const [index, value] of values.entries()) {
        recent.add(value);
        const sorted = values.slice(Math.max(0, index - 7), index + 1).toSorted((a, b) => a - b);
        expect(recent.value).toBe(sorted[Math.floor((sorted.length - 1) * 0.95)]);
      }
    }),
  );
});
