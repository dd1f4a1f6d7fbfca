import { expect, test } from "vitest";
import { SessionTokens } from "./session-tokens.ts";

const ada = { address: "192.0.2.1", credential: "ada" };

function invitations() {
  let nowMs = 1000;
  const limits = { perCredential: 3, perNetwork: 9, total: 9 };
  const invited = new SessionTokens({ lifeMs: 15_000, limits, now: () => nowMs });
  return { invited, wait: (ms: number) => void (nowMs += ms) };
}

test("a token is valid once, until the millisecond before its end, and not after", () => {
  const { invited, wait } = invitations();
  const [used, timely, late] = [invited.issue(ada), invited.issue(ada), invited.issue(ada)];
  expect([invited.take(used), invited.take(used)]).toEqual([ada, undefined]);
  wait(14_999);
  expect(invited.take(timely)).toEqual(ada);
  wait(1);
  expect(invited.take(late)).toBeUndefined();
  expect(invited.take("made up")).toBeUndefined();
});

test("the fourth token of one credential voids the first, and ended ones do not count", () => {
  const { invited, wait } = invitations();
  const [first = "", second = ""] = Array.from({ length: 4 }, () => invited.issue(ada));
  expect([invited.take(first), invited.take(second)]).toEqual([undefined, ada]);
  wait(15_000);
  const fresh = Array.from({ length: 3 }, () => invited.issue(ada));
  expect(fresh.map((token) => invited.take(token))).toEqual([ada, ada, ada]);
});

test("tokens have 144 random bits", () => {
  const { invited } = invitations();
  const tokens = Array.from({ length: 500 }, () => invited.issue(ada));
  expect(new Set(tokens).size).toBe(500);
  expect(tokens.every((token) => /^[\w-]{24}$/.test(token))).toBe(true);
});
