import fc from "fast-check";
import { expect, test } from "vitest";
import { unescaped } from "./status-message.ts";

test("a message has only the escapes that gRPC demands", () => {
  const message = "room lobby is full: 16 of 16 seats, 100% (ticket=…, a/b?c&d;e@f+g#h)";
  expect(unescaped(encodeURIComponent(message))).toBe(
    "room lobby is full: 16 of 16 seats, 100%25 (ticket=%E2%80%A6, a/b?c&d;e@f+g#h)",
  );
});

test("any message is decoded by clients that unescape a parameter, and by clients that unescape a whole URL", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (message) => {
      const sent = unescaped(encodeURIComponent(message));
      expect([decodeURIComponent(sent), decodeURI(sent)]).toEqual([message, message]);
      expect(sent).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});
