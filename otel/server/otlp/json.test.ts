import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requestOf, span } from "./fixtures.suite.ts";
import { groupsOfJson } from "./json.ts";
import { MalformedOtlp, type OtlpRequest } from "./request.ts";

/** The decoded contents of the groups. */
const decoded = (text: string) =>
  groupsOfJson(Buffer.from(text)).map((group) => ({
    resource: group.resource(),
    scope: group.scope(),
    spans: Array.from({ length: group.spanCount }, (_, at) => group.span(at)),
  }));

/** Whole numbers that a double may round stay as their digits. */
const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
    ? context?.source
    : value;

/** The same by JSON.parse. */
const parsed = (text: string) =>
  ((JSON.parse(text, exact) as OtlpRequest).resourceSpans ?? []).flatMap(
    ({ resource, scopeSpans }) =>
      (scopeSpans ?? [])
        .filter(({ spans }) => (spans ?? []).length > 0)
        .map(({ scope, spans }) => ({
          resource,
          scope,
          spans: (spans ?? []).map((each) => each ?? {}),
        })),
  );

const message = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc
    .record({ ...fields, later: fc.jsonValue({ maxDepth: 2 }) }, { requiredKeys: [] })
    .chain((record) => fc.shuffledSubarray(Object.entries(record)).map(Object.fromEntries));
/** With whole numbers above 2^53, which fast-check seldom draws. */
const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }).map(Number),
);
const few = (entry: fc.Arbitrary<unknown>) => fc.array(entry, { maxLength: 3 });
const anySpan = message({ name: fc.string({ unit: "grapheme" }), attributes: anyValue });
const anyRequest = message({
  resourceSpans: few(
    message({
      resource: message({ attributes: anyValue }),
      scopeSpans: few(message({ scope: message({ name: fc.string() }), spans: few(anySpan) })),
    }),
  ),
});
const anyText = fc
  .tuple(anyRequest, fc.constantFrom(undefined, " ", "\t", "\n"))
  .map(([request, space]) => JSON.stringify(request, undefined, space));

describe("what is decoded span by span", () => {
  test("is what JSON.parse reads, except that long whole numbers keep their digits, whatever the order of fields and the space between", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(decoded(text)).toEqual(parsed(text));
      }),
    );
  });

  test("is refused where JSON.parse refuses it, wherever the text is damaged", () => {
    const damage = fc.constantFrom("", ",", "}", "]", "{", '"', "\\", "nul", "1e", " ");
    fc.assert(
      fc.property(anyText, fc.nat(), damage, (text, position, damaging) => {
        const at = position % text.length;
        const damaged = text.slice(0, at) + damaging + text.slice(at + 1);
        let isJson = true;
        try {
          JSON.parse(damaged);
        } catch {
          isJson = false;
        }
        if (!isJson) expect(() => decoded(damaged)).toThrow(MalformedOtlp);
      }),
      { numRuns: 1000 },
    );
  });
});

test("whole numbers that a double rounds keep their digits, with quotes or without", () => {
  const text = JSON.stringify(
    requestOf("s", span({ startTimeUnixNano: "@", attributes: ["@", 1.5] })),
  );
  const [group] = decoded(text.replaceAll('"@"', "1790000000123456789"));

  expect(group!.spans[0]).toMatchObject({
    startTimeUnixNano: "1790000000123456789",
    attributes: ["1790000000123456789", 1.5],
  });
});

test("null is read as a message without fields, in every place of one", () => {
  for (const text of [
    "null",
    '{"resourceSpans":null}',
    '{"resourceSpans":[null]}',
    '{"resourceSpans":[{"resource":null,"scopeSpans":null}]}',
    '{"resourceSpans":[{"scopeSpans":[null]}]}',
    '{"resourceSpans":[{"scopeSpans":[{"scope":null,"spans":null}]}]}',
  ])
    expect([text, decoded(text)]).toEqual([text, []]);
  expect(decoded('{"resourceSpans":[{"scopeSpans":[{"spans":[null]}]}]}')).toMatchObject([
    { spans: [{}] },
  ]);
});
