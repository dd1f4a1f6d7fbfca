/**
 * The rules of SPEC.md as tests, the same for every transport: `transportContract("memory", memoryRig)`. In what a transport may
 * differ stands in its catalogue entry.
 */
import { describe } from "vitest";
import { transportEntry } from "./catalog.ts";
import { backpressureRules } from "./contract/backpressure.suite.ts";
import { deliveryRules } from "./contract/delivery.suite.ts";
import { lifecycleRules } from "./contract/lifecycle.suite.ts";
import { contractRig } from "./contract/rig.suite.ts";
import type { TransportName } from "./link.ts";
import type { MakeTestRig } from "./testing/test-rig.ts";
import { recordRules } from "./testing/rule-results.ts";

/** The name of a transport; a variant of it follows in brackets. */
export function transportContract(name: string, makeRig: MakeTestRig): void {
  const entry = transportEntry(name.replace(/ \(.*/, "") as TransportName);
  const rig = contractRig(entry, makeRig);
  describe(`${name} keeps the contract`, () => {
    recordRules(name, entry.exempt);
    describe("delivery", () => {
      deliveryRules(rig);
    });
    describe("backpressure", () => {
      backpressureRules(rig);
    });
    describe("lifecycle", () => {
      lifecycleRules(rig);
    });
  });
}
