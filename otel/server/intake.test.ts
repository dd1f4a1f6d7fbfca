import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { intakeRig, json, proto } from "./intake.suite.ts";
import { hex, requestOf, span, tickAsProtobuf } from "./otlp/fixtures.suite.ts";
import { startNs } from "./store/span-row.ts";

test("of JSON the store keeps ids, nanoseconds, attributes of every type, links, events, status", async () => {
  const { posted, storedSpan } = intakeRig();
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

  const { span: stored } = await storedSpan(sent.traceId);
  // Whole numbers are decimal strings in OTLP/JSON, wherever they stand.
  expect(stored).toEqual(
    JSON.parse(JSON.stringify(sent).replace(/"intValue":(\d+)/g, '"intValue":"$1"')),
  );
});

test("protobuf is stored as JSON is, compressed or not, and answered in protobuf", async () => {
  const { posted, store } = intakeRig();
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

test("a content encoding is read in any case, and x-gzip as gzip", async () => {
  const { posted, store } = intakeRig();
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
  const { posted } = intakeRig();
  expect(await posted("{}")).toMatchObject({ status: 200, body: Buffer.from("{}") });
  expect(await posted(Buffer.alloc(0), { "content-type": proto })).toMatchObject({ status: 200 });
});

test("malformed spans are refused, the others of the request are taken, and the answer says how many and why", async () => {
  const { posted, store } = intakeRig();
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
