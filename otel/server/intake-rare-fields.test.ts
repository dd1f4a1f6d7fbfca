import protobuf from "protobufjs";
import { expect, test } from "vitest";
import { intakeRig, proto } from "./intake.suite.ts";
import { hex, span } from "./otlp/fixtures.suite.ts";

/** Fields that few senders set. The SDK's serialiser cannot set them, so the protobuf below is written by hand. */
const rare = {
  traceState: "vendor=a,other=b",
  flags: 0x301,
  droppedAttributesCount: 1,
  droppedEventsCount: 2,
  droppedLinksCount: 3,
};
const rareLink = { traceState: "vendor=c", flags: 0x101, droppedAttributesCount: 4 };

test("trace state, flags and dropped counts of span, link, event, resource and scope come back from JSON", async () => {
  const { posted, storedSpan } = intakeRig();
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

  expect(await storedSpan(sent.traceId)).toEqual({ resource, scope, span: sent });
});

test("trace state, flags and dropped counts come back from protobuf", async () => {
  const { posted, storedSpan } = intakeRig();
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
  const scopeSpans = message((writer) => writer.uint32(10).bytes(scope).uint32(18).bytes(encoded));
  const resourceSpans = message((writer) =>
    writer.uint32(10).bytes(resource).uint32(18).bytes(scopeSpans),
  );
  const body = Buffer.from(message((writer) => writer.uint32(10).bytes(resourceSpans)));
  expect(await posted(body, { "content-type": proto })).toMatchObject({ status: 200 });

  const attributes = [{ key: "k", value: { stringValue: "v" } }];
  expect(await storedSpan(traceId)).toMatchObject({
    resource: { attributes, droppedAttributesCount: 6 },
    scope: { name: "n", attributes, droppedAttributesCount: 7 },
    span: {
      ...rare,
      links: [{ traceId, spanId, ...rareLink }],
      events: [{ name: "e", droppedAttributesCount: 5 }],
    },
  });
});
