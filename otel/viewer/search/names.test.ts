import { describe, expect, test } from "vitest";
import { NameLoader, type NameSource } from "./names.ts";

/** A store that answers when a test lets it. */
function source(services: readonly string[], refuses: (service: string) => boolean = () => false) {
  let atOnce = 0;
  const seen = { most: 0, asked: [] as string[], lists: 0 };
  const api: NameSource = {
    async services() {
      seen.lists += 1;
      return services;
    },
    async operations(service) {
      seen.asked.push(service);
      seen.most = Math.max(seen.most, (atOnce += 1));
      await new Promise(setImmediate);
      atOnce -= 1;
      if (refuses(service)) throw new Error("431");
      return [`${service} a`, "shared"];
    },
  };
  return { api, seen };
}
const named = (count: number): string[] => Array.from({ length: count }, (_, at) => `s${at}`);

describe("names of services and operations", () => {
  test("of ten thousand services the operations of forty are requested, three at a time, and the others are counted", async () => {
    const { api, seen } = source(named(10_000));
    const names = await new NameLoader(api, () => 0).refresh("");
    expect({ asked: seen.asked.length, most: seen.most }).toEqual({ asked: 40, most: 3 });
    expect([names?.services.length, names?.operations.length, names?.unasked]).toEqual([
      10_000, 41, 9960,
    ]);
  });

  test("when the request for a service fails, only its operations are missing", async () => {
    const { api } = source(["a", "oversize", "b"], (service) => service === "oversize");
    expect(await new NameLoader(api, () => 0).refresh("")).toEqual({
      services: ["a", "b", "oversize"],
      operations: ["a a", "b a", "shared"],
      unasked: 1,
    });
  });

  test("without the list of services the operations of the selected one are still loaded", async () => {
    const { api } = source([]);
    const failing = { ...api, services: () => Promise.reject(new Error("503")) };
    expect(await new NameLoader(failing, () => 0).refresh("a")).toEqual({
      services: [],
      operations: ["a a", "shared"],
      unasked: 0,
    });
  });

  test("the same names are requested again after fifteen seconds at the earliest, others at once", async () => {
    const { api, seen } = source(["a"]);
    let nowMs = 0;
    const list = new NameLoader(api, () => nowMs);
    const lists: number[] = [];
    for (const [atMs, service] of [
      [0, ""],
      [2000, ""],
      [14_999, ""],
      [15_000, ""],
      [15_001, "a"],
    ] as const) {
      nowMs = atMs;
      await list.refresh(service);
      lists.push(seen.lists);
    }
    expect(lists).toEqual([1, 1, 1, 2, 3]);
  });

  test("a newer request cancels the one before, which returns undefined", async () => {
    const { api, seen } = source(named(30));
    const list = new NameLoader(api, () => 0);
    const first = list.refresh("");
    const second = await list.refresh("s1");
    expect(await first).toBeUndefined();
    expect(second?.operations).toEqual(["s1 a", "shared"]);
    expect(seen.asked.length).toBeLessThan(8);
  });
});
