import { expect, test } from "vitest";
import { admission, bearerOf } from "./admission.ts";

test("a sender with a session's key is admitted as that session from any address; others are admitted where the settings allow it", () => {
  const admits = admission({
    sessionOf: (key) => (key === "key" ? "a1" : undefined),
    allowOther: ({ remoteAddress }) => remoteAddress === "127.0.0.1",
  });
  const asked = (remoteAddress: string, bearer?: string) =>
    admits({ remoteAddress, localAddress: "192.0.2.1", bearer });

  expect([asked("192.0.2.9", "key"), asked("127.0.0.1", "key")]).toEqual([
    "session a1",
    "session a1",
  ]);
  expect([asked("127.0.0.1"), asked("127.0.0.1", "a collector's own")]).toEqual(["other", "other"]);
  expect([asked("192.0.2.9"), asked("192.0.2.9", "wrong")]).toEqual([undefined, undefined]);
});

test("the scheme of a bearer is read in any case, and its token only in the form of a key", () => {
  expect(["Bearer a-_1", "bearer  a-_1", "BEARER a-_1"].map(bearerOf)).toEqual(
    Array(3).fill("a-_1"),
  );
  const others = [
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "Basic a",
    "Bearer a b",
    `Bearer ${"a".repeat(65)}`,
  ];
  expect(others.map(bearerOf)).toEqual(others.map(() => undefined));
});
