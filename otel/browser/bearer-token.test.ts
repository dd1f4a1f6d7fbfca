import { expect, test } from "vitest";
import { BearerToken } from "./bearer-token.ts";

test("what is sent before there is a key waits for it, and goes with the newest one later", async () => {
  const bearer = new BearerToken();
  const early = [bearer.headers(), bearer.headers()];
  bearer.setKey("first");
  expect(await Promise.all(early)).toEqual(Array(2).fill({ authorization: "Bearer first" }));
  bearer.setKey("second");
  expect(await bearer.headers()).toEqual({ authorization: "Bearer second" });
});

test("who cannot join sends without a key, and waits once", async () => {
  const bearer = new BearerToken(1);
  expect(await bearer.headers()).toEqual({});
  let isAtOnce = false;
  void bearer.headers().then(() => (isAtOnce = true));
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  expect(isAtOnce).toBe(true);
});
