/** Marks an export in OTLP/protobuf without decoding it: except for the mark no byte changes. */
import protobuf from "protobufjs/minimal.js";

/** Tags of ExportTraceServiceRequest, ResourceSpans, Resource, KeyValue and AnyValue, with wire type 2. */
const resourceSpansTag = 0x0a;
const resourceTag = 0x0a;
const attributesTag = 0x0a;

/** Each resource gets the attribute `key`; resources that have it already are left out with their spans. */
export function markedProtobuf(body: Buffer, key: string): Buffer {
  const attribute = protobuf.Writer.create().uint32(attributesTag).fork();
  attribute.uint32(0x0a).string(key).uint32(0x12).fork().uint32(0x10).bool(true).ldelim().ldelim();
  const mark = attribute.finish();
  const parts: Uint8Array[] = [];
  for (const { tag, whole, value } of fieldsOf(body)) {
    if (tag !== resourceSpansTag) parts.push(whole);
    else {
      const entry = markedEntry(value, key, mark);
      if (entry) parts.push(message(resourceSpansTag, entry));
    }
  }
  return Buffer.concat(parts);
}

function markedEntry(entry: Buffer, key: string, mark: Uint8Array): Buffer | undefined {
  const fields = [...fieldsOf(entry)];
  const resource = fields.findLastIndex(({ tag }) => tag === resourceTag);
  const value = fields[resource]?.value ?? Buffer.alloc(0);
  if (value.includes(key)) return undefined;
  const marked = message(resourceTag, Buffer.concat([value, mark]));
  const others: Uint8Array[] = fields.map(({ whole }) => whole);
  return Buffer.concat(resource < 0 ? [marked, ...others] : others.with(resource, marked));
}

function message(tag: number, content: Buffer): Uint8Array {
  return protobuf.Writer.create().uint32(tag).bytes(content).finish();
}

/** The fields of a message: the bytes of each, and the contents of those with wire type 2. */
function* fieldsOf(message: Buffer) {
  const reader = protobuf.Reader.create(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    let value = message.subarray(0, 0);
    if ((tag & 7) === 2) {
      const length = reader.uint32();
      value = message.subarray(reader.pos, reader.pos + length);
      reader.skip(length);
    } else reader.skipType(tag & 7);
    yield { tag, whole: message.subarray(start, reader.pos), value };
  }
}
