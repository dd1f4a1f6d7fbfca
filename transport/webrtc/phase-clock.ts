/** Reports the phases of a dial as they end. */
import type { DialOptions } from "../link.ts";

/** Reports phases that follow one another: each starts where the one before ended, and each ends once. */
export function phaseClock(onPhase: DialOptions["onPhase"]): (name: string) => void {
  const ended = new Set<string>();
  let startMs = performance.now();
  return (name) => {
    if (ended.has(name)) return;
    ended.add(name);
    const endMs = performance.now();
    onPhase?.({ name, startMs, endMs });
    startMs = endMs;
  };
}
