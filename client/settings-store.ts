/** Settings and name outlive the page; a browser that keeps nothing still plays. */
import type { Settings } from "./view.ts";

const key = "crosswire";

interface Stored {
  readonly name?: string;
  readonly settings?: Partial<Settings>;
}

export function stored(): Stored {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Stored) : {};
  } catch {
    // Storage is switched off, or somebody else wrote there.
    return {};
  }
}

export function store(part: Stored): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...stored(), ...part }));
  } catch {
    // Nothing is lost but the memory of a choice.
  }
}
