import { once } from "node:events";
import { connect } from "node:net";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import fastifyFactory from "fastify";
import protobuf from "protobufjs";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  IntakeBudgets,
  traceRoutes,
  type TraceRoutesOptions,
  traceStore,
  type TraceStore,
} from "./index.ts";
import { groupsOf, hex, requestOf, span, tickAsProtobuf } from "./otlp/fixtures.suite.ts";
import { startNs } from "./store/span-row.ts";

const json = "application/json";
const proto = "application/x-protobuf";

let store: TraceStore;
beforeEach(() => {
  store = traceStore();
});

async function posted(
  body: Buffer | string,
  headers: Record<string, string> = { "content-type": json },
  options: Partial<TraceRoutesOptions> & { remoteAddress?: string } = {},
) {
  const fastify = fastifyFactory();
  await fastify.register(traceRoutes, { store, ...options });
  const { remoteAddress = "127.0.0.1" } = options;
  const answer = await fastify.inject({
    method: "POST",
    url: "/v1/traces",
    headers,
    payload: body,
    remoteAddress,
  });
  return {
    status: answer.statusCode,
    type: answer.headers["content-type"]?.toString().split(";")[0],
    body: answer.rawPayload,
    headers: answer.headers,
  };
}

/** A google.rpc.Status, read without our own descriptor. */
function statusIn(body: Buffer) {
  const reader = protobuf.Reader.create(body);
  expect([reader.uint32(), reader.int32(), reader.uint32()]).toEqual([8, expect.any(Number), 18]);
  return reader.string();
}

describe("what is taken", () => {
  test("JSON arrives whole: ids, nanoseconds, attributes of every type, links, events, status", async () => {
    const link = {
      traceId: hex(16),
      spanId: hex(8),
      attributes: [{ key: "game.player.id", value: { stringValue: "p1" } }],
    };
    const attributes = [
      { key: "text", value: { stringValue: "a" } },
      { key: "whole", value: { intValue: "9007199254740993" } },
      { key: "small", value: { intValue: 3 } },
      { key: "real", value: { doubleValue: 3 } },
      { key: "flag", value: { boolValue: false } },
      {
        key: "list",
        value: {
          arrayValue: {
            values: [
              { stringValue: "x" },
              { kvlistValue: { values: [{ key: "k", value: { intValue: 1 } }] } },
            ],
          },
        },
      },
      { key: "bytes", value: { bytesValue: "AAEC" } },
      { key: "nothing", value: {} },
    ];
    const sent = span({
      parentSpanId: hex(8),
      attributes,
      links: [link],
      events: [{ timeUnixNano: "1790000000123456790", name: "dequeued", attributes: [] }],
      status: { code: 2, message: "late" },
    });
    expect(await posted(JSON.stringify(requestOf("s", sent)))).toMatchObject({
      status: 200,
      type: json,
      body: Buffer.from("{}"),
    });

    const fastify = fastifyFactory();
    await fastify.register(traceRoutes, { store });
    const answer = await fastify.inject(`/api/v3/traces/${sent.traceId}`);
    const [stored] = answer.json().result.resourceSpans[0].scopeSpans[0].spans;
    // Whole numbers are decimal strings in OTLP/JSON, wherever they stand.
    expect(stored).toEqual(
      JSON.parse(JSON.stringify(sent).replace(/"intValue":(\d+)/g, '"intValue":"$1"')),
    );
  });

  /** The fields that few senders set; protobuf by the SDK's serialiser has no way to set them, so it is written by hand. */
  const rare = {
    traceState: "vendor=a,other=b",
    flags: 0x301,
    droppedAttributesCount: 1,
    droppedEventsCount: 2,
    droppedLinksCount: 3,
  };
  const rareLink = { traceState: "vendor=c", flags: 0x101, droppedAttributesCount: 4 };

  async function givenBack(traceId: string) {
    const fastify = fastifyFactory();
    await fastify.register(traceRoutes, { store });
    const { result } = (await fastify.inject(`/api/v3/traces/${traceId}`)).json();
    const [{ resource, scopeSpans }] = result.resourceSpans;
    const [{ scope, spans }] = scopeSpans;
    return { resource, scope, span: spans[0] };
  }

  test("trace state, flags and dropped counts of span, link, event, resource and scope are given back", async () => {
    const attributes = [{ key: "k", value: { stringValue: "v" } }];
    const sent = {
      ...span({
        links: [{ traceId: hex(16), spanId: hex(8), attributes: [], ...rareLink }],
        events: [
          {
            timeUnixNano: "1790000000123456790",
            name: "e",
            attributes: [],
            droppedAttributesCount: 5,
          },
        ],
        status: {},
      }),
      ...rare,
    };
    const resource = { attributes, droppedAttributesCount: 6 };
    const scope = { name: "n", version: "1", attributes, droppedAttributesCount: 7 };
    const body = { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [sent] }] }] };
    expect(await posted(JSON.stringify(body))).toMatchObject({ status: 200 });

    expect(await givenBack(sent.traceId)).toEqual({ resource, scope, span: sent });
  });

  test("protobuf brings the same fields", async () => {
    const bytes = (text: string) => Buffer.from(text, "hex");
    const [traceId, spanId] = [hex(16), hex(8)];
    const message = (write: (writer: protobuf.Writer) => unknown) => {
      const writer = protobuf.Writer.create();
      write(writer);
      return writer.finish();
    };
    const link = message((writer) =>
      writer
        .uint32(10)
        .bytes(bytes(traceId))
        .uint32(18)
        .bytes(bytes(spanId))
        .uint32(26)
        .string(rareLink.traceState)
        .uint32(40)
        .uint32(rareLink.droppedAttributesCount)
        .uint32(53)
        .fixed32(rareLink.flags),
    );
    const event = message((writer) =>
      writer.uint32(9).fixed64(1).uint32(18).string("e").uint32(32).uint32(5),
    );
    const encoded = message((writer) =>
      writer
        .uint32(10)
        .bytes(bytes(traceId))
        .uint32(18)
        .bytes(bytes(spanId))
        .uint32(26)
        .string(rare.traceState)
        .uint32(57)
        .fixed64(1)
        .uint32(65)
        .fixed64(2)
        .uint32(80)
        .uint32(rare.droppedAttributesCount)
        .uint32(90)
        .bytes(event)
        .uint32(96)
        .uint32(rare.droppedEventsCount)
        .uint32(106)
        .bytes(link)
        .uint32(112)
        .uint32(rare.droppedLinksCount)
        .uint32(133)
        .fixed32(rare.flags),
    );
    const keyValue = message((writer) =>
      writer.uint32(10).string("k").uint32(18).fork().uint32(10).string("v").ldelim(),
    );
    const resource = message((writer) => writer.uint32(10).bytes(keyValue).uint32(16).uint32(6));
    const scope = message((writer) =>
      writer.uint32(10).string("n").uint32(26).bytes(keyValue).uint32(32).uint32(7),
    );
    const scopeSpans = message((writer) =>
      writer.uint32(10).bytes(scope).uint32(18).bytes(encoded),
    );
    const resourceSpans = message((writer) =>
      writer.uint32(10).bytes(resource).uint32(18).bytes(scopeSpans),
    );
    const body = Buffer.from(message((writer) => writer.uint32(10).bytes(resourceSpans)));
    expect(await posted(body, { "content-type": proto })).toMatchObject({ status: 200 });

    const attributes = [{ key: "k", value: { stringValue: "v" } }];
    expect(await givenBack(traceId)).toMatchObject({
      resource: { attributes, droppedAttributesCount: 6 },
      scope: { name: "n", attributes, droppedAttributesCount: 7 },
      span: {
        ...rare,
        links: [{ traceId, spanId, ...rareLink }],
        events: [{ name: "e", droppedAttributesCount: 5 }],
      },
    });
  });

  test("protobuf arrives like JSON, gzip or not, and is answered in protobuf", async () => {
    for (const packed of [(body: Buffer) => body, gzipSync]) {
      const { context, consumed, body } = tickAsProtobuf();
      const encoding = packed === gzipSync ? { "content-encoding": "gzip" } : {};
      const answer = await posted(packed(body), { "content-type": proto, ...encoding });

      expect(answer).toMatchObject({ status: 200, type: proto, body: Buffer.alloc(0) });
      const [row] = store.trace(context.traceId)!;
      expect(row).toMatchObject({
        name: "tick",
        kind: 1,
        spanId: context.spanId,
        durationNs: 750_000,
        parentId: "",
      });
      expect(startNs(row!)).toBe(1_790_000_000_123_500_000n);
      expect(row!.links.map(({ spanId }) => spanId)).toEqual(
        consumed.map((input) => input.context.spanId),
      );
      expect(row!.origin.service).toBe("crosswire-server");
    }
  });

  test("the name of gzip is taken in any case, and as x-gzip", async () => {
    const body = gzipSync(JSON.stringify(requestOf("s", span())));
    const statuses = [];
    for (const encoding of ["gzip", "GZIP", "x-gzip", "X-GZip", " gzip "]) {
      const answer = await posted(body, { "content-type": json, "content-encoding": encoding });
      statuses.push(answer.status);
    }
    const plain = JSON.stringify(requestOf("s", span()));
    for (const encoding of ["identity", "Identity", ""]) {
      const answer = await posted(plain, { "content-type": json, "content-encoding": encoding });
      statuses.push(answer.status);
    }

    expect(statuses).toEqual(Array(8).fill(200));
    expect(store.counts().accepted).toBe(8);
  });

  test("an empty request is a success", async () => {
    expect(await posted("{}")).toMatchObject({ status: 200, body: Buffer.from("{}") });
    expect(await posted(Buffer.alloc(0), { "content-type": proto })).toMatchObject({ status: 200 });
  });

  test("a malformed span is refused alone and the answer says how many and why", async () => {
    const body = requestOf(
      "s",
      span(),
      span({ traceId: "xyz" }),
      span({ spanId: "0".repeat(16) }),
      span(),
    );
    const answer = await posted(JSON.stringify(body));

    expect(JSON.parse(answer.body.toString())).toEqual({
      partialSuccess: { rejectedSpans: "2", errorMessage: "traceId is not 32 hex digits" },
    });
    expect(store.counts()).toMatchObject({ spans: 2, accepted: 2, rejected: 2 });
  });
});

describe("what is refused", () => {
  const good = JSON.stringify(requestOf("s", span()));
  const refusals: [string, number, Buffer | string, Record<string, string>][] = [
    ["text that is no JSON", 400, "{", { "content-type": json }],
    ["a JSON list", 400, "[]", { "content-type": json }],
    ["lists that are none", 400, '{"resourceSpans":{}}', { "content-type": json }],
    ["a resource that is a number", 400, '{"resourceSpans":[5]}', { "content-type": json }],
    ["truncated protobuf", 400, tickAsProtobuf().body.subarray(0, -3), { "content-type": proto }],
    ["broken gzip", 400, "no gzip", { "content-type": json, "content-encoding": "gzip" }],
    [
      "truncated gzip",
      400,
      gzipSync(good).subarray(0, -9),
      { "content-type": json, "content-encoding": "gzip" },
    ],
    ["another content type", 415, good, { "content-type": "text/plain" }],
    ["another encoding", 415, good, { "content-type": json, "content-encoding": "br" }],
    [
      "a body that is too large",
      413,
      JSON.stringify({ pad: "x".repeat(5000) }),
      { "content-type": json },
    ],
    [
      "a body that is too large after gunzip",
      413,
      gzipSync(JSON.stringify({ pad: "x".repeat(5000) })),
      { "content-type": json, "content-encoding": "gzip" },
    ],
  ];
  test.each(refusals)(
    "%s is a %d with a status that says why, and what was stored stays",
    async (_what, status, body, headers) => {
      store.add(groupsOf("before", span()));
      const answer = await posted(body, headers, { maxBodyBytes: 4096 });

      expect(answer.status).toBe(status);
      const isProtobuf = headers["content-type"] === proto;
      expect(answer.type).toBe(isProtobuf ? proto : json);
      expect(
        isProtobuf ? statusIn(answer.body) : JSON.parse(answer.body.toString()).message,
      ).toMatch(/\w+/);
      expect(store.counts().spans).toBe(1);
    },
  );

  test("other machines are refused unless the server's settings say otherwise", async () => {
    const headers = { "content-type": json };
    const far = { remoteAddress: "192.168.1.7" };
    const codes = [
      await posted(good, headers, far),
      await posted(good, { ...headers, "x-forwarded-for": "127.0.0.1" }, far),
      await posted(good, { ...headers, authorization: "Bearer any" }, far),
      await posted(good, headers, { remoteAddress: "::1" }),
      await posted(good, headers, { ...far, admission: () => "other" }),
    ];
    expect(codes.map(({ status }) => status)).toEqual([403, 403, 403, 200, 200]);
  });

  test("who may not send is told so before any of the body has come", async () => {
    const fastify = fastifyFactory();
    await fastify.register(traceRoutes, { store, admission: () => undefined });
    const url = new URL(await fastify.listen({ port: 0, host: "127.0.0.1" }));
    onTestFinished(() => fastify.close());
    const socket = connect(Number(url.port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${json}\r\nContent-Length: 9999999\r\n\r\n`,
    );
    const [answer] = (await once(socket, "data")) as [Buffer];

    expect(answer.toString()).toMatch(/^HTTP\/1.1 403 /);
  });

  test.each([
    ["spans", () => requestOf("s", ...Array.from({ length: 33_000 }, () => ({})))],
    ["bytes", () => ({ ...requestOf("s", span()), pad: "x".repeat(17 * 1024 * 1024) })],
  ])(
    "a page that has sent its fill of %s is a 429 until it has paid, and whoever else sends is taken",
    async (_what, fill) => {
      let nowMs = 0;
      const fastify = fastifyFactory();
      await fastify.register(traceRoutes, {
        store,
        budgets: new IntakeBudgets({ nowMs: () => nowMs, bytesPerSecond: 1e9 }),
        maxBodyBytes: 32 * 1024 * 1024,
        admission: ({ bearer }) => (bearer === undefined ? "other" : `session ${bearer}`),
      });
      const post = async (body: object, key?: string) => {
        const { statusCode, headers } = await fastify.inject({
          method: "POST",
          url: "/v1/traces",
          headers: { "content-type": json, ...(key && { authorization: `Bearer ${key}` }) },
          payload: JSON.stringify(body),
        });
        return [statusCode, headers["retry-after"]];
      };
      const one = requestOf("s", span());
      expect(await post(fill(), "ann")).toEqual([200, undefined]);
      expect(await post(one, "ann")).toEqual([429, "1"]);
      expect([await post(one, "bob"), await post(one)]).toEqual([
        [200, undefined],
        [200, undefined],
      ]);
      nowMs += 2000;
      expect(await post(one, "ann")).toEqual([200, undefined]);
    },
  );

  test("what one server has taken of a page counts at another that fills the same store", async () => {
    const budgets = new IntakeBudgets({ nowMs: () => 0 });
    const options: Partial<TraceRoutesOptions> = { budgets, admission: () => "session ann" };
    const much = JSON.stringify(requestOf("s", ...Array.from({ length: 33_000 }, () => ({}))));
    const headers = { "content-type": json };
    const answers = [await posted(much, headers, options), await posted(good, headers, options)];
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
  });

  test("more bytes per second than the bound are a 429 that says when to come back, and a second later they are taken", async () => {
    let nowMs = 0;
    const fastify = fastifyFactory();
    await fastify.register(traceRoutes, {
      store,
      maxBodyBytes: good.length,
      budgets: new IntakeBudgets({
        bytesPerSecond: good.length,
        burstBytes: 2 * good.length,
        nowMs: () => nowMs,
      }),
    });
    const send = async () => {
      const { statusCode, headers } = await fastify.inject({
        method: "POST",
        url: "/v1/traces",
        headers: { "content-type": json },
        payload: good,
      });
      return [statusCode, headers["retry-after"]];
    };
    const answers = [await send(), await send(), await send()];
    nowMs += 1000;
    answers.push(await send());

    expect(answers).toEqual([
      [200, undefined],
      [200, undefined],
      [429, "1"],
      [200, undefined],
    ]);
  });
});

test("of many compressed bodies at once only those are unpacked that the bytes per second allow", async () => {
  const maxBodyBytes = 4096;
  const fastify = fastifyFactory();
  const budgets = new IntakeBudgets({ burstBytes: 2 * maxBodyBytes, nowMs: () => 0 });
  await fastify.register(traceRoutes, { store, maxBodyBytes, budgets });
  const send = async (payload: Buffer) => {
    const headers = { "content-type": json, "content-encoding": "gzip" };
    const { statusCode } = await fastify.inject({
      method: "POST",
      url: "/v1/traces",
      headers,
      payload,
    });
    return statusCode;
  };
  // Twice this may come at once; bytes that are no gzip are a 400 where somebody tries to unpack them.
  const tooLarge = gzipSync(Buffer.alloc(maxBodyBytes + 1));
  const bodies = [tooLarge, tooLarge, ...Array<Buffer>(22).fill(Buffer.from("no gzip"))];

  expect(await Promise.all(bodies.map(send))).toEqual([413, 413, ...Array<number>(22).fill(429)]);
});

test("two dozen small bodies of four million values each are refused within a heap of 64 MB", async () => {
  const script = `${import.meta.dirname}/hostile-posts.suite.ts`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--max-old-space-size=64",
    script,
  ]);

  expect(JSON.parse(stdout)).toEqual({
    packedBytes: expect.closeTo(16_000, -4),
    statuses: [200, 200],
    accepted: 1,
    rejected: 24,
  });
}, 60_000);

describe("garbage", () => {
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

  test("whatever JSON comes, the answer is 200 or 400 and every answer of the store stays readable", async () => {
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

  test("whatever bytes come as protobuf, the answer is 200 or 400", async () => {
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

  test("a value nested too deep to be printed is refused", async () => {
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
});
