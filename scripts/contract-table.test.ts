import { expect, test } from "vitest";
import { contractTable, rulesIn } from "./contract-table.mjs";

const rules = rulesIn(
  "- **[T1]** All `arrive`, once.\n  Even so.\n- **[T2]** None is late.\n[T3] no rule\n",
);
const kept = (transport: string, ...keptRules: string[]) => ({
  transport,
  exempt: {},
  results: keptRules.map((rule) => ({ rule, passed: true })),
});

test("a contract whose rules are all kept or exempt passes, with a mark for each rule and transport and the reasons below", () => {
  const table = contractTable({
    rules,
    transports: ["pigeon", "smoke", "smoke (at night)"],
    found: [
      kept("smoke", "T1"),
      { ...kept("smoke (at night)", "T1"), exempt: { T2: "nobody looks" } },
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

test("a missing result fails, and so do a rule that a variant breaks and a suite without results", () => {
  const broken = { ...kept("smoke (at night)"), results: [{ rule: "T1", passed: false }] };
  const all = { rules, transports: ["smoke"] };
  const whole = contractTable({ ...all, found: [kept("smoke", "T1", "T2")] });
  const missing = contractTable({ ...all, found: [kept("smoke", "T1")] });
  const failed = contractTable({ ...all, found: [kept("smoke", "T1", "T2"), broken] });
  const absent = contractTable({ ...all, found: [] });
  expect([whole, missing, failed, absent].map(({ ok }) => ok)).toEqual([true, false, false, false]);
  expect(failed.text).toContain("T1   ✗");
});
