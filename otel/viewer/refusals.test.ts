import { expect, test } from "vitest";
import type { StoreState } from "./api.ts";
import { refusalsOf } from "./refusals.ts";

const whole: StoreState = {
  jaegerUrl: undefined,
  spans: 900,
  traces: 30,
  guestSpans: 400,
  refusedRequests: { notAdmitted: 0, tooMany: 0, tooLarge: 0, malformed: 0, failed: 0 },
  rejected: 0,
  refusedNames: 0,
  tee: { target: undefined, failedSpans: 0, refusedSpans: 0, droppedSpans: 0, returnedSpans: 0 },
};

test("a store that accepted everything has no headline and no reasons", () => {
  expect(refusalsOf(whole)).toEqual({ headline: "", reasons: [], isEverything: false });
});

test("each reason for a refusal is a sentence with its count", () => {
  const { headline, reasons, isEverything } = refusalsOf({
    ...whole,
    refusedRequests: { notAdmitted: 1, tooMany: 2, tooLarge: 3, malformed: 4, failed: 5 },
    rejected: 1001,
    refusedNames: 7,
    tee: {
      target: "http://collector:4318/v1/traces",
      failedSpans: 1,
      refusedSpans: 2,
      droppedSpans: 3,
      returnedSpans: 1,
    },
  });
  expect(headline).toBe(
    "15 requests refused, 1\u2009001 spans refused, 6 spans not forwarded, 1 span came back",
  );
  expect(reasons.map((reason) => reason.split(" ").slice(0, 3).join(" "))).toEqual([
    "1 request came",
    "2 requests exceeded",
    "3 requests were",
    "4 requests were",
    "5 requests failed",
    "1\u2009001 spans were",
    "6 spans did",
    "1 span was",
  ]);
  expect(reasons[0]).toContain("TRACE_INTAKE=anyone");
  expect(reasons[6]).toContain("http://collector:4318/v1/traces");
  expect(isEverything).toBe(false);
});

test("with refused requests and no stored span of another sender, everything was refused", () => {
  const refusedRequests = { ...whole.refusedRequests, notAdmitted: 3 };
  expect(refusalsOf({ ...whole, guestSpans: 0, refusedRequests }).isEverything).toBe(true);
  expect(refusalsOf({ ...whole, guestSpans: 0 }).isEverything).toBe(false);
});
