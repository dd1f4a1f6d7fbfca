import { expect, test } from "vitest";
import { contractTable, rulesIn } from "./contract-table.mjs";

const rules = rulesIn(
  "- **[T1]** All `arrive`, once.\n  Even so.\n- **[T2]** None is late.\n[T3] no rule\n",
);
const proved = (transport: string, ...kept: string[]) => ({
  transport,
  exempt: {},
  results: kept.map((rule) => ({ rule, passed: true })),
});

test("the table of a contract that is kept, or declared not to hold, has a mark in every place", () => {
  const table = contractTable({
    rules,
    transports: ["pigeon", "smoke", "smoke (at night)"],
    found: [
      proved("smoke", "T1"),
      { ...proved("smoke (at night)", "T1"), exempt: { T2: "nobody looks" } },
      { transport: "pigeon", exempt: {}, missing: "no pigeon", results: [] },
    ],
  });
  expect(table.ok).toBe(true);
  expect(table.text.split("\n").map((line) => line.trimEnd())).toEqual([
    "contract",
    "     pigeon",
    "     │  smoke",
    "T1   –¹ ✓   All arrive, once.",
    "T2   –¹ –²  None is late.",
    "  ¹ not here, pigeon: no pigeon",
    "  ² not here, smoke: nobody looks",
  ]);
});

test("a hole fails, and so do a rule that a variant breaks and a suite that left nothing", () => {
  const broken = { ...proved("smoke (at night)"), results: [{ rule: "T1", passed: false }] };
  const all = { rules, transports: ["smoke"] };
  const whole = contractTable({ ...all, found: [proved("smoke", "T1", "T2")] });
  const hole = contractTable({ ...all, found: [proved("smoke", "T1")] });
  const failed = contractTable({ ...all, found: [proved("smoke", "T1", "T2"), broken] });
  const absent = contractTable({ ...all, found: [] });
  expect([whole, hole, failed, absent].map(({ ok }) => ok)).toEqual([true, false, false, false]);
  expect(failed.text).toContain("T1   ✗");
});
