import { expect, test } from "vitest";
import { searchQueue, TooManySearches } from "./search-queue.ts";

test("searches run one after the other, also after one has failed, and those beyond the bound are refused", async () => {
  const turns = searchQueue(2);
  const events: string[] = [];
  const search = (name: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const outcome = turns.run(() => {
      events.push(`${name} begins`);
      return promise;
    });
    return { outcome, resolve, reject };
  };
  const first = search("first");
  const second = search("second");
  await expect(search("third").outcome).rejects.toThrow(TooManySearches);
  await Promise.resolve();
  expect(events).toEqual(["first begins"]);

  first.reject(new Error("broken"));
  await expect(first.outcome).rejects.toThrow("broken");
  second.resolve("found");
  expect(await second.outcome).toBe("found");
  expect(events).toEqual(["first begins", "second begins"]);

  const fourth = search("fourth");
  fourth.resolve("found too");
  expect(await fourth.outcome).toBe("found too");
});
