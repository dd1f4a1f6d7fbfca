/** Settings, name and whether the hint was seen, kept from one visit to the next where the browser stores anything. */
import { readStored, writeStored } from "./browser-storage.ts";
import { switchNames } from "./page-address.ts";
import type { Settings } from "./view.ts";

const key = "crosswire";

interface StoredSettings {
  readonly name?: string;
  readonly settings?: Partial<Settings>;
  readonly hintSeen?: boolean;
}

/** Takes only values of the right type: other versions of the page, and other pages of this host, write to the same storage. */
export function readSettings(): StoredSettings {
  const { name, settings, hintSeen } = record(parsed(readStored("local", key)));
  const switches = record(settings);
  const known = switchNames.filter((each) => typeof switches[each] === "boolean");
  return {
    ...(typeof name === "string" && { name }),
    settings: Object.fromEntries(known.map((each) => [each, switches[each]])),
    hintSeen: hintSeen === true,
  };
}

export function writeSettings(part: StoredSettings): void {
  writeStored("local", key, JSON.stringify({ ...readSettings(), ...part }));
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return undefined;
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
