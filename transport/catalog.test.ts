import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  catalog,
  fallbackTiers,
  findTransport,
  initialTiers,
  playerTransports,
  setColourTokens,
  transportEntry,
} from "./catalog.ts";

test("no two transports share a name, a label, a colour or a silhouette", () => {
  for (const key of ["name", "label", "colour", "silhouette"] as const) {
    const values = catalog.map((entry) => JSON.stringify(entry[key]));
    expect(new Set(values).size, key).toBe(catalog.length);
  }
});

describe.each(catalog)("$name", (entry) => {
  const folder = join(import.meta.dirname, entry.name);

  test("has a folder with its ends and one test that runs the contract", () => {
    const isPeer = entry.between === "two players";
    expect(existsSync(join(folder, "dial.ts"))).toBe(true);
    const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".test.ts"))
      .map((path) => readFileSync(join(import.meta.dirname, path), "utf8"));
    const runsContract = new RegExp(`transportContract\\(\\s*"${entry.name}"`);
    expect(tests.filter((text) => runsContract.test(text))).toHaveLength(1);
    if (entry.listensOn === "http") expect(existsSync(join(folder, "accept.ts"))).toBe(true);
    expect(entry.listensOn === undefined).toBe(isPeer || entry.between === "one process");
  });

  test("has a colour of six digits and explains itself in whole sentences", () => {
    expect(entry.colour).toMatch(/^#[0-9a-f]{6}$/);
    const { route, underLoss, ...sentences } = entry.explanation;
    for (const phrase of [route, underLoss]) expect(phrase).toMatch(/^[^|]+[^.|]$/);
    for (const sentence of Object.values(sentences)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test("is found by its name", () => {
    expect(findTransport(entry.name)).toBe(entry);
    expect(transportEntry(entry.name)).toBe(entry);
  });
});

test("the fallback tiers are transports that players can choose, and both lists have the same", () => {
  expect(playerTransports.map(({ name }) => name)).toEqual(
    expect.arrayContaining([...fallbackTiers]),
  );
  expect(initialTiers.toSorted()).toEqual(fallbackTiers.toSorted());
});

test("every transport sets the CSS variable of its colour", () => {
  const set = new Map<string, string>();
  setColourTokens({ setProperty: (name, value) => void set.set(name, value) });
  expect([...set]).toEqual(catalog.map(({ name, colour }) => [`--transport-${name}`, colour]));
});

test("a name that is no transport's is not found", () => {
  expect([findTransport("pigeon"), findTransport("__proto__")]).toEqual([undefined, undefined]);
});
