/**
 * Every field of a span in its absent, zero, wrong-length and wrong-type forms, in both encodings. Fields are read as the
 * OpenTelemetry Collector reads them (each row was tried with its pdata 1.71), with three differences. Where the Collector
 * refuses the whole request, only the span is rejected here. Some forms are accepted besides: null for absent, numbers in strings
 * for enums, base64 without padding or in the alphabet of URLs. A span without ids is rejected: nobody could find it.
 */
import { describe, expect, test } from "vitest";
import { resourceSpansOf } from "../query/otlp-json.ts";
import { traceStore } from "../store/memory-store.ts";
import { bytes, exportOf, fixed32, fixed64, varint } from "./encode.suite.ts";
import {
  absent,
  enumForms,
  type Expected,
  type Form,
  idForms,
  listForms,
  none,
  refused,
  takenAs,
  textForms,
  timeForms,
  uint32Forms,
  notEncodable,
  valueForms,
  wrongType,
} from "./field-forms.suite.ts";
import { requestOf } from "./fixtures.suite.ts";
import { groupsOfJson } from "./json.ts";
import { groupsOfProtobuf } from "./protobuf.ts";
import type { OtlpSpan, OtlpSpanGroup } from "./request.ts";

interface Field {
  readonly name: string;
  /** Puts the field's JSON or protobuf into a span. */
  readonly json: (value: unknown) => object;
  readonly protobuf: (encoded: Buffer) => Buffer;
  /** Where the query API returns it. */
  readonly read: (span: OtlpSpan) => unknown;
  readonly forms: readonly Form[];
}

const traceId = "0102030405060708090a0b0c0d0e0f10";
const spanId = "0102030405060708";
const start = "1790000000123456789";
const end = "1790000000123456999";
const hex = (digits: string) => Buffer.from(digits, "hex");
const jsonSpan = { traceId, spanId, startTimeUnixNano: start, endTimeUnixNano: end };
const protobufSpan: Readonly<Record<string, Buffer>> = {
  traceId: bytes(1, hex(traceId)),
  spanId: bytes(2, hex(spanId)),
  startTimeUnixNano: fixed64(7, start),
  endTimeUnixNano: fixed64(8, end),
};

const ofSpan = (name: keyof OtlpSpan, forms: readonly Form[]): Field => ({
  name,
  json: (value) => ({ [name]: value }),
  protobuf: (encoded) => encoded,
  read: (span) => span[name],
  forms,
});

const attributeFields = (parts: Pick<Field, "name" | "json" | "protobuf" | "read" | "forms">) => ({
  ...parts,
  json: (value: unknown) => ({ attributes: [parts.json(value)] }),
  protobuf: (encoded: Buffer) => bytes(9, parts.protobuf(encoded)),
});

const linkIds = { traceId, spanId };
const fields: readonly Field[] = [
  ofSpan("traceId", idForms("traceId", 1, 32, refused("traceId is zero"))),
  ofSpan("spanId", idForms("spanId", 2, 16, refused("spanId is zero"))),
  ofSpan("parentSpanId", idForms("parentSpanId", 4, 16, takenAs(undefined))),
  ofSpan("startTimeUnixNano", timeForms("startTimeUnixNano", 7, takenAs("0"))),
  // A span that has not ended has no duration.
  ofSpan("endTimeUnixNano", timeForms("endTimeUnixNano", 8, takenAs(start))),
  ofSpan("traceState", textForms("traceState", 3, undefined)),
  ofSpan("name", textForms("name", 5, "")),
  ofSpan("kind", [
    ...enumForms("kind", "kind", 6, 0),
    ["a name", "SPAN_KIND_CLIENT", varint(6, 3), takenAs(3)],
  ]),
  {
    name: "status",
    json: (status) => ({ status }),
    protobuf: (encoded) => encoded,
    read: ({ status }) => status,
    forms: [
      ["absent", absent, none, takenAs({})],
      ["null", null, notEncodable, takenAs({})],
      ["empty", {}, bytes(15, ""), takenAs({})],
      ["a list", [], notEncodable, refused("status is no object")],
      ["a number", 2, notEncodable, refused("status is no object")],
      ["a varint", notEncodable, varint(15, 2), wrongType("status", 0)],
    ],
  },
  {
    name: "status code",
    json: (code) => ({ status: { code } }),
    protobuf: (encoded) => bytes(15, encoded),
    read: ({ status }) => status?.code,
    forms: [
      ...enumForms("status code", "code", 3, undefined),
      ["a name", "STATUS_CODE_ERROR", varint(3, 2), takenAs(2)],
    ],
  },
  {
    name: "status message",
    json: (message) => ({ status: { message } }),
    protobuf: (encoded) => bytes(15, encoded),
    read: ({ status }) => status?.message,
    forms: textForms("status message", 2, undefined),
  },
  ofSpan("flags", uint32Forms("flags", fixed32(16, 5), varint(16, 5), 0)),
  ofSpan(
    "droppedAttributesCount",
    uint32Forms("droppedAttributesCount", varint(10, 5), fixed32(10, 5), 5),
  ),
  ofSpan("droppedEventsCount", uint32Forms("droppedEventsCount", varint(12, 5), fixed32(12, 5), 5)),
  ofSpan("droppedLinksCount", uint32Forms("droppedLinksCount", varint(14, 5), fixed32(14, 5), 5)),
  ofSpan("attributes", listForms("attributes", 9, [])),
  ofSpan("events", listForms("events", 11, undefined)),
  ofSpan("links", listForms("links", 13, undefined)),
  attributeFields({
    name: "an attribute's key",
    json: (key) => ({ key, value: { intValue: 1 } }),
    protobuf: (encoded) => Buffer.concat([encoded, bytes(2, varint(3, 1))]),
    read: ({ attributes }) => attributes?.[0]?.key,
    forms: textForms("an attribute's key", 1, ""),
  }),
  attributeFields({
    name: "an attribute's value",
    json: (value) => ({ key: "k", value }),
    protobuf: (encoded) => Buffer.concat([bytes(1, "k"), encoded]),
    read: ({ attributes }) => attributes?.[0]?.value,
    forms: valueForms,
  }),
  {
    name: "an event's timeUnixNano",
    json: (timeUnixNano) => ({ events: [{ timeUnixNano }] }),
    protobuf: (encoded) => bytes(11, encoded),
    read: ({ events }) => events?.[0]?.timeUnixNano,
    forms: timeForms("an event's timeUnixNano", 1, takenAs("0")),
  },
  {
    name: "an event's name",
    json: (name) => ({ events: [{ name }] }),
    protobuf: (encoded) => bytes(11, encoded),
    read: ({ events }) => events?.[0]?.name,
    forms: textForms("an event's name", 2, ""),
  },
  {
    name: "a link's traceId",
    json: (id) => ({ links: [{ ...linkIds, traceId: id }] }),
    protobuf: (encoded) => bytes(13, bytes(2, hex(spanId)), encoded),
    read: ({ links }) => links?.[0]?.traceId,
    forms: idForms("a link's traceId", 1, 32, takenAs(undefined)),
  },
  {
    name: "a link's spanId",
    json: (id) => ({ links: [{ ...linkIds, spanId: id }] }),
    protobuf: (encoded) => bytes(13, bytes(1, hex(traceId)), encoded),
    read: ({ links }) => links?.[0]?.spanId,
    forms: idForms("a link's spanId", 2, 16, takenAs(undefined)),
  },
];

/** The field of the only span as the query API returns it, or why the span was rejected. */
function outcomeOf(groups: readonly OtlpSpanGroup[]) {
  const store = traceStore();
  const { accepted, rejected, reason } = store.add(groups);
  expect(accepted + rejected).toBe(1);
  if (rejected > 0) return { refused: reason };
  const [id] = [...store.tracesOf()].map(([row]) => row!.traceId);
  return resourceSpansOf(store.trace(id!)!)[0]!.scopeSpans![0]!.spans![0]!;
}

const shown = (expected: Expected): string =>
  "refused" in expected
    ? `refused: ${expected.refused}`
    : `taken as ${JSON.stringify(expected.takenAs) ?? "unset"}`;

describe.each(fields)("$name", ({ name, json, protobuf, read, forms }) => {
  const inJson = (value: unknown) =>
    groupsOfJson(Buffer.from(JSON.stringify(requestOf("s", { ...jsonSpan, ...json(value) }))));
  const inProtobuf = (encoded: Buffer) => {
    const { [name]: _replaced, ...others } = protobufSpan;
    return groupsOfProtobuf(exportOf(Buffer.concat([...Object.values(others), protobuf(encoded)])));
  };
  const cases = forms.flatMap(([form, value, encoded, expected]) => [
    ...(value === notEncodable ? [] : [[`${form} in JSON`, inJson(value), expected] as const]),
    ...(encoded === notEncodable
      ? []
      : [[`${form} in protobuf`, inProtobuf(encoded), expected] as const]),
  ]);

  test.each(
    cases.map(([form, groups, expected]) => [form, shown(expected), groups, expected] as const),
  )("%s is %s", (_form, _shown, groups, expected) => {
    const outcome = outcomeOf(groups);
    if ("refused" in expected)
      expect(outcome).toEqual({ refused: expect.stringContaining(expected.refused) });
    else expect({ takenAs: read(outcome as OtlpSpan) }).toEqual(expected);
  });
});
