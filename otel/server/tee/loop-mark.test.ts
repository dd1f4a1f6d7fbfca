import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytes, exportOf, fixed64, resourceSpansOf, varint } from "../otlp/encode.suite.ts";
import { hex, requestOf, span, tickAsProtobuf } from "../otlp/fixtures.suite.ts";
import { groupsOfJson } from "../otlp/json.ts";
import { groupsOfProtobuf } from "../otlp/protobuf.ts";
import { LoopMark } from "./loop-mark.ts";

const json = "application/json";
const proto = "application/x-protobuf";
const mark = new LoopMark("a1b2c3d4");
const attribute = { key: "crosswire.forwarded_by.a1b2c3d4", value: { boolValue: true } };
const markedText = (text: string) => mark.addTo(Buffer.from(text), json).toString();
const jsonOf = (attributes: string) => JSON.parse(markedText(attributes));

describe("in JSON", () => {
  test("each resource gets the mark as its last attribute, and no other byte changes", () => {
    const text = ` {"other":[1, {"resourceSpans":[]}], "resourceSpans" : [{"scopeSpans":[{"spans":[{"startTimeUnixNano":1790000000123456789,"name":"]}\\""}]}],
      "resource":{ "attributes":[{"key":"service.name","value":{"stringValue":"s"}}], "droppedAttributesCount":1e0}},{"resource":{"attributes":[]}}]}\n`;
    const added = JSON.stringify(attribute);
    expect(markedText(text)).toBe(
      text
        .replace(
          `{"key":"service.name","value":{"stringValue":"s"}}]`,
          `{"key":"service.name","value":{"stringValue":"s"}},${added}]`,
        )
        .replace(`,{"resource":{"attributes":[]`, `,{"resource":{"attributes":[${added}]`),
    );
  });

  test.each([
    ["no resource", {}, {}],
    ["scopes and no resource", { scopeSpans: [] }, { scopeSpans: [] }],
    ["null as its resource", { resource: null }, {}],
    ["an empty resource", { resource: {} }, {}],
    ["no attributes", { resource: { droppedAttributesCount: 1 } }, {}],
    ["null as its attributes", { resource: { attributes: null } }, {}],
  ] as [string, { resource?: object | null }, object][])(
    "an entry with %s gets a resource with the mark",
    (_what, entry, rest) => {
      const marked = jsonOf(JSON.stringify({ resourceSpans: [entry] }));
      const resource = { ...entry.resource, attributes: [attribute] };
      expect(marked).toEqual({ resourceSpans: [{ ...rest, resource }] });
    },
  );

  test.each(["{}", "null", '{"resourceSpans":null}', '{"resourceSpans":[]}', '{"a":"b"}'])(
    "the body %s stays the same",
    (text) => expect(markedText(text)).toBe(text),
  );

  test("entries that have the mark already are left out, wherever they stand", () => {
    const entry = (name: string) => requestOf(name, span({ name })).resourceSpans[0]!;
    const all = ["a", "b", "c", "d"].map(entry);
    fc.assert(
      fc.property(fc.subarray(all), (passedOn) => {
        const bears = new Set(passedOn);
        const entries = all.map((each) =>
          bears.has(each)
            ? jsonOf(JSON.stringify({ resourceSpans: [each] })).resourceSpans[0]
            : each,
        );
        const text = JSON.stringify({ resourceSpans: entries });
        const left = jsonOf(text).resourceSpans.map(
          ({ scopeSpans }: (typeof all)[0]) => scopeSpans,
        );
        expect(left).toEqual(
          all.filter((each) => !bears.has(each)).map(({ scopeSpans }) => scopeSpans),
        );
        const { groups, marked } = mark.unmarked(
          groupsOfJson(Buffer.from(text)),
          Buffer.from(text),
        );
        expect([groups.length, marked]).toEqual([4 - bears.size, bears.size]);
      }),
    );
  });

  test("entries with another server's mark are kept and get the mark too", () => {
    const text = JSON.stringify(requestOf("s", span()));
    const twice = new LoopMark("00000000").addTo(mark.addTo(Buffer.from(text), json), json);
    expect(JSON.parse(twice.toString()).resourceSpans[0].resource.attributes).toHaveLength(3);
  });
});

describe("in protobuf", () => {
  const resourcesIn = (body: Buffer) =>
    groupsOfProtobuf(body).map((group) => group.resource()?.attributes?.map(({ key }) => key));
  const spanBytes = () =>
    Buffer.concat([
      bytes(1, Buffer.from(hex(16), "hex")),
      bytes(2, Buffer.from(hex(8), "hex")),
      fixed64(7, 1),
    ]);

  test("each resource gets the mark as its last attribute, and spans and scopes stay the same", () => {
    const { body } = tickAsProtobuf();
    const marked = mark.addTo(body, proto);
    expect(resourcesIn(marked)).toEqual([["service.name", "service.instance.id", attribute.key]]);
    const [before] = groupsOfProtobuf(body);
    const [after] = groupsOfProtobuf(marked);
    expect([after?.span(0), after?.scope()]).toEqual([before?.span(0), before?.scope()]);
    expect(after?.resource()?.attributes?.at(-1)?.value).toMatchObject({ boolValue: true });
  });

  test("an entry without a resource gets one with the mark, and unknown fields stay", () => {
    const without = bytes(1, bytes(2, bytes(2, spanBytes())), varint(99, 7));
    const marked = mark.addTo(Buffer.concat([varint(98, 5), without]), proto);
    expect(resourcesIn(marked)).toEqual([[attribute.key]]);
    expect(marked.subarray(0, 3)).toEqual(varint(98, 5));
    expect(marked.includes(varint(99, 7))).toBe(true);
  });

  test("entries that have the mark already are left out", () => {
    const one = mark.addTo(exportOf(spanBytes(), spanBytes()), proto);
    const body = Buffer.concat([one, resourceSpansOf(bytes(1, bytes(1, "k")), [spanBytes()]), one]);
    const { groups, marked } = mark.unmarked(groupsOfProtobuf(body), body);
    expect([groups.length, marked]).toEqual([1, 4]);
    expect(resourcesIn(mark.addTo(body, proto))).toEqual([["k", attribute.key]]);
  });
});
