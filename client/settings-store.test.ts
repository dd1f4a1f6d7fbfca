import { afterEach, expect, test, vi } from "vitest";
import { writeSettings, readSettings } from "./settings-store.ts";

afterEach(() => vi.unstubAllGlobals());

function inStorage(text: string | null): void {
  const cells = new Map<string, string>();
  if (text !== null) cells.set("crosswire", text);
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => cells.get(key) ?? null,
    setItem: (key: string, value: string) => void cells.set(key, value),
  });
}

test("parts that were written one after the other are read together", () => {
  inStorage(null);
  writeSettings({ name: "Ada", settings: { mesh: false } });
  writeSettings({ hintSeen: true });
  expect(readSettings()).toEqual({ name: "Ada", settings: { mesh: false }, hintSeen: true });
});

test.each([
  ["nothing", null],
  ["no JSON", "{"],
  ["no object", "7"],
  ["null", "null"],
  ["other types", '{"name":5,"settings":"all","hintSeen":"yes"}'],
  ["other fields", '{"settings":{"mesh":"no","unknown":true},"more":[]}'],
])("%s in storage is no setting", (_what, text) => {
  inStorage(text);
  expect(readSettings()).toEqual({ settings: {}, hintSeen: false });
});
