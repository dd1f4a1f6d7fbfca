import fc from "fast-check";
import fastifyFactory from "fastify";
import { expect, test } from "vitest";
import { IntakeBudgets, traceRoutes } from "./index.ts";
import { intakeRig, json, proto } from "./intake.suite.ts";
import { requestOf, span, tickAsProtobuf } from "./otlp/fixtures.suite.ts";

const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1e300,
      "",
      "0",
      "x".repeat(40),
      "1790000000123456789",
      "a".repeat(32),
      "b".repeat(16),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        "resourceSpans",
        "resource",
        "scopeSpans",
        "scope",
        "spans",
        "attributes",
        "key",
        "value",
        "traceId",
        "spanId",
        "parentSpanId",
        "name",
        "kind",
        "startTimeUnixNano",
        "endTimeUnixNano",
        "links",
        "events",
        "timeUnixNano",
        "status",
        "code",
        "stringValue",
        "intValue",
        "arrayValue",
        "kvlistValue",
        "values",
        "toString",
        "valueOf",
        "bytesValue",
        "doubleValue",
        "boolValue",
      ),
      tie("value"),
    ),
  ),
})).value;

test("any JSON is answered with 200 or 400, and the query API answers 200 afterwards", async () => {
  const { store } = intakeRig();
  const fastify = fastifyFactory();
  await fastify.register(traceRoutes, {
    store,
    budgets: new IntakeBudgets({ bytesPerSecond: 1e12, burstBytes: 1e12 }),
  });
  const whole = fc
    .tuple(anything, anything, anything)
    .map(([attributes, links, events]) => requestOf("s", span({ attributes, links, events })));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(anything, whole, fc.record({ resourceSpans: fc.array(anything) })),
      async (body) => {
        const { statusCode } = await fastify.inject({
          method: "POST",
          url: "/v1/traces",
          headers: { "content-type": json },
          payload: JSON.stringify(body),
        });
        expect([200, 400]).toContain(statusCode);
      },
    ),
    { numRuns: 500 },
  );
  for (const path of ["/api/traces?service=s&limit=1500", "/api/dependencies", "/api/services"]) {
    expect([path, (await fastify.inject(path)).statusCode]).toEqual([path, 200]);
  }
});

test("any bytes as protobuf are answered with 200 or 400", async () => {
  const { store } = intakeRig();
  const fastify = fastifyFactory();
  await fastify.register(traceRoutes, {
    store,
    budgets: new IntakeBudgets({ bytesPerSecond: 1e12, burstBytes: 1e12 }),
  });
  const { body } = tickAsProtobuf();
  const damaged = fc
    .tuple(fc.nat(body.length - 1), fc.integer({ min: 0, max: 255 }))
    .map(([at, byte]) => {
      const copy = Buffer.from(body);
      copy[at] = byte;
      return copy;
    });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        damaged,
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      ),
      async (payload) => {
        const { statusCode } = await fastify.inject({
          method: "POST",
          url: "/v1/traces",
          headers: { "content-type": proto },
          payload,
        });
        expect([200, 400]).toContain(statusCode);
      },
    ),
    { numRuns: 500 },
  );
});

test("a value nested twenty thousand deep is refused", async () => {
  const { posted, store } = intakeRig();
  const deep = JSON.stringify(
    requestOf("s", span({ attributes: [{ key: "deep", value: "DEEP" }] })),
  );
  const text = `${'{"arrayValue":{"values":['.repeat(20_000)}{}${"]}}".repeat(20_000)}`;
  const answer = await posted(deep.replace('"DEEP"', text));

  expect(JSON.parse(answer.body.toString())).toEqual({
    partialSuccess: { rejectedSpans: "1", errorMessage: "an attribute nested deeper than 8" },
  });
  expect(store.counts().spans).toBe(0);
});
