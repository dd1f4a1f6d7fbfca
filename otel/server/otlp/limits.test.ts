import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { traceStore } from "../store/memory-store.ts";
import { bytes, resourceSpansOf, varint } from "./encode.suite.ts";
import { hex } from "./fixtures.suite.ts";
import { groupsOfJson } from "./json.ts";
import { otlpLimits } from "./limits.ts";
import { groupsOfProtobuf } from "./protobuf.ts";

const { maxSpans, maxValues, maxValuesOfSpan, maxValuesOfAttribute, maxHeapBytes } = otlpLimits;

/** Builds the spans of these tests in one encoding; a part is an encoded field of a span. */
interface Encoding<Part extends string | Buffer> {
  /** Attributes, each a list of numbers. */
  readonly lists: (attributes: number, numbers: number) => Part;
  readonly attributes: (count: number) => Part;
  readonly resourceAttributes: (count: number) => Part;
  readonly links: (count: number) => Part;
  readonly events: (count: number) => Part;
  /** A status message of this many characters. */
  readonly text: (length: number) => Part;
  readonly span: (...parts: Part[]) => Part;
  readonly request: (spans: readonly Part[], resource?: Part) => Buffer;
  readonly groupsOf: typeof groupsOfJson;
}

const many = (count: number, each: string) => `[${Array(count).fill(each).join()}]`;
const jsonAttributes = (count: number) =>
  `"attributes":${many(count, '{"key":"k","value":{"intValue":1}}')}`;
const json: Encoding<string> = {
  lists: (attributes, numbers) => {
    const list = `{"arrayValue":{"values":${many(numbers, '{"intValue":1}')}}}`;
    return `"attributes":${many(attributes, `{"key":"k","value":${list}}`)}`;
  },
  attributes: jsonAttributes,
  resourceAttributes: jsonAttributes,
  links: (count) => `"links":${many(count, "{}")}`,
  events: (count) => `"events":${many(count, "{}")}`,
  text: (length) => `"status":{"message":"${"x".repeat(length)}"}`,
  span: (...parts) => `{${[`"traceId":"${hex(16)}","spanId":"${hex(8)}"`, ...parts].join()}}`,
  request: (spans, resource = "") => {
    const scopeSpans = `[{"spans":[${spans.join()}]}]`;
    return Buffer.from(`{"resourceSpans":[{"resource":{${resource}},"scopeSpans":${scopeSpans}}]}`);
  },
  groupsOf: groupsOfJson,
};

const repeated = (count: number, each: Buffer) => Buffer.concat(Array<Buffer>(count).fill(each));
const number = varint(3, 1);
const keyValue = Buffer.concat([bytes(1, "k"), bytes(2, number)]);
const id = (digits: number) => Buffer.from(hex(digits), "hex");
const protobuf: Encoding<Buffer> = {
  lists: (attributes, numbers) => {
    const list = bytes(2, bytes(5, repeated(numbers, bytes(1, number))));
    return repeated(attributes, bytes(9, bytes(1, "k"), list));
  },
  attributes: (count) => repeated(count, bytes(9, keyValue)),
  resourceAttributes: (count) => repeated(count, bytes(1, keyValue)),
  links: (count) => repeated(count, bytes(13, "")),
  events: (count) => repeated(count, bytes(11, "")),
  text: (length) => bytes(15, bytes(2, "x".repeat(length))),
  span: (...parts) => Buffer.concat([bytes(1, id(16)), bytes(2, id(8)), ...parts]),
  request: (spans, resource = Buffer.alloc(0)) => resourceSpansOf(resource, spans),
  groupsOf: groupsOfProtobuf,
};

const encodings = [
  ["JSON", json as Encoding<string | Buffer>],
  ["protobuf", protobuf as Encoding<string | Buffer>],
] as const;

describe.each(encodings)("limits in %s", (_name, encoding) => {
  const { lists, attributes, resourceAttributes, links, events, text } = encoding;
  const { span, request, groupsOf } = encoding;
  const added = (...requests: Buffer[]) => {
    const { accepted, rejected, reason } = traceStore().add(
      requests.flatMap((each) => groupsOf(each)),
    );
    return { accepted, rejected, reason };
  };

  test("a span with too many values in an attribute is rejected, and the others of its request are accepted", () => {
    const most = span(lists(1, maxValuesOfAttribute - 1));
    const tooMany = span(lists(1, maxValuesOfAttribute));

    expect(added(request([span(), most, tooMany, span()]))).toEqual({
      accepted: 3,
      rejected: 1,
      reason: `more than ${maxValuesOfAttribute} values in an attribute`,
    });
  });

  test("a span with too many values is rejected, and the others of its request are accepted", () => {
    const most = maxValuesOfSpan / 512;
    const spans = [span(), span(lists(most, 511)), span(lists(most, 512)), span()];

    expect(added(request(spans))).toEqual({
      accepted: 3,
      rejected: 1,
      reason: `more than ${maxValuesOfSpan} values in a span`,
    });
  });

  test.each([
    ["attributes", attributes(129), "more than 128 attributes"],
    ["links", links(4097), "4097 links, at most 4096 are taken"],
    ["events", events(1025), "1025 events, at most 1024 are taken"],
  ])(
    "a span with too many %s is rejected, and the others of its request are accepted",
    (_what, part, reason) => {
      const spans = [span(), span(part), span()];
      expect(added(request(spans))).toEqual({ accepted: 2, rejected: 1, reason });
    },
  );

  test("the spans of a resource with too many attributes are rejected, and those of other resources are accepted", () => {
    const tooMany = request([span(), span()], resourceAttributes(129));
    const most = request([span()], resourceAttributes(128));

    expect(added(tooMany, most)).toEqual({
      accepted: 1,
      rejected: 2,
      reason: "more than 128 attributes",
    });
  });

  test("when a request has too many spans, the first ones are accepted and the rest are rejected", () => {
    const spans = Array(maxSpans + 3).fill(span());

    expect(added(request(spans))).toEqual({
      accepted: maxSpans,
      rejected: 3,
      reason: `more than ${maxSpans} spans in a request`,
    });
  });

  test("when a request has too many values, the first spans are accepted and the rest are rejected", () => {
    const valuesEach = 32 * 1000;
    const fitting = Math.floor(maxValues / valuesEach) + 1;
    const spans = Array(fitting + 2)
      .fill(0)
      .map(() => span(lists(32, 999)));

    expect(added(request(spans))).toEqual({
      accepted: fitting,
      rejected: 2,
      reason: `more than ${maxValues} values in a request`,
    });
  });

  test("when a request takes too much memory, the spans that fit are accepted, even a small one after rejected ones", () => {
    const bytesEach = maxHeapBytes / 32;
    const spans = [...Array.from({ length: 33 }, () => span(text(bytesEach))), span()];

    expect(added(request(spans))).toEqual({
      accepted: 32,
      rejected: 2,
      reason: `more than ${maxHeapBytes} bytes of memory in a request`,
    });
  });
});

/** The least CPU time of a few runs, in ms: other processes on this machine do not add to it. */
function cpuMs(work: () => void): number {
  const runs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...runs);
}

test("rejecting a protobuf span of four million values takes less CPU time than decompressing it", () => {
  const body = protobuf.request([protobuf.span(protobuf.lists(1, 4_000_000))]);
  const packed = gzipSync(body);

  expect(cpuMs(() => traceStore().add(groupsOfProtobuf(body)))).toBeLessThan(
    cpuMs(() => gunzipSync(packed)),
  );
});

test("rejecting a JSON span of a million values takes less than a quarter of the CPU time of parsing it", () => {
  const body = json.request([json.span(json.lists(1, 1_000_000))]);

  expect(cpuMs(() => traceStore().add(groupsOfJson(body)))).toBeLessThan(
    cpuMs(() => JSON.parse(body.toString())) / 4,
  );
});
