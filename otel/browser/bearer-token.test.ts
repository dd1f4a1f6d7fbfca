import { expect, test } from "vitest";
import { BearerToken } from "./bearer-token.ts";

test("requests before there is a key wait for it, and later ones have the newest key", async () => {
  const bearer = new BearerToken();
  const early = [bearer.headers(), bearer.headers()];
  bearer.setKey("first");
  expect(await Promise.all(early)).toEqual(Array(2).fill({ authorization: "Bearer first" }));
  bearer.setKey("second");
  expect(await bearer.headers()).toEqual({ authorization: "Bearer second" });
});

test("without a key in time requests go without one, and only the first ones wait", async () => {
  const bearer = new BearerToken(1);
  expect(await bearer.headers()).toEqual({});
  let isAtOnce = false;
  void bearer.headers().then(() => (isAtOnce = true));
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  expect(isAtOnce).toBe(true);
});
