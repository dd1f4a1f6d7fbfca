/**
 * Reads an export in OTLP/protobuf. One walk over the outer messages finds the places of spans without decoding them; a span is
 * decoded when it is asked for.
 */
import protobuf from "protobufjs/minimal.js";
import { type OtlpLimits, otlpLimits } from "./limits.ts";
import { MessageDecoder, resourceFields, scopeFields, spanFields } from "./protobuf-fields.ts";
import {
  MalformedOtlp,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  type OtlpSpanGroup,
  RejectedSpan,
} from "./request.ts";

/** The place of a message in the body. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The messages around the spans, by field number. */
const requestParts: readonly string[] = ["", "resourceSpans"];
const resourceParts: readonly string[] = ["", "resource", "scopeSpans"];
const scopeParts: readonly string[] = ["", "scope", "spans"];

/** Spans beyond `maxSpans` are only counted. @throws MalformedOtlp */
export function groupsOfProtobuf(body: Buffer, limits = otlpLimits): readonly OtlpSpanGroup[] {
  try {
    return new ProtobufRequest(body, limits).groups();
  } catch (error) {
    throw malformed(error);
  }
}

class ProtobufRequest {
  readonly #reader: protobuf.Reader;
  readonly #limits: OtlpLimits;
  readonly #groups: ProtobufGroup[] = [];
  #spansLeft: number;

  constructor(body: Buffer, limits: OtlpLimits) {
    this.#reader = protobuf.Reader.create(body);
    this.#limits = limits;
    this.#spansLeft = limits.maxSpans;
  }

  groups(): readonly OtlpSpanGroup[] {
    const reader = this.#reader;
    const end = reader.len;
    while (this.#nextField(end, requestParts)) this.#resourceSpans(this.#endOfMessage());
    return this.#groups;
  }

  #resourceSpans(end: number): void {
    const firstGroup = this.#groups.length;
    let resource: Range | undefined;
    for (let part = 0; (part = this.#nextField(end, resourceParts));) {
      if (part === 1) resource = this.#skipMessage();
      else this.#scopeSpans(this.#endOfMessage());
    }
    // The resource may stand after its scopes.
    for (let at = firstGroup; at < this.#groups.length; at += 1)
      this.#groups[at]!.resourceRange = resource;
  }

  #scopeSpans(end: number): void {
    let group: ProtobufGroup | undefined;
    let scope: Range | undefined;
    for (let part = 0; (part = this.#nextField(end, scopeParts));) {
      if (part === 1) {
        scope = this.#skipMessage();
        continue;
      }
      group ??= new ProtobufGroup(this.#reader, this.#limits.maxValuesOfSpan);
      group.spanCount += 1;
      this.#spansLeft -= 1;
      if (this.#spansLeft >= 0) group.spanRanges.push(this.#skipMessage());
      else this.#reader.pos = this.#endOfMessage();
    }
    if (!group) return;
    group.scopeRange = scope;
    this.#groups.push(group);
  }

  /** The field number of the next known message before `end`, or 0. The reader then stands at its length. */
  #nextField(end: number, known: readonly string[]): number {
    const reader = this.#reader;
    // Bytes after the message are not part of it.
    reader.len = end;
    while (reader.pos < end) {
      const tag = reader.tag();
      const field = tag >>> 3;
      if (field >= known.length || field === 0) {
        reader.skipType(tag & 7, 0, field);
        continue;
      }
      if ((tag & 7) !== 2)
        throw new MalformedOtlp(`${known[field]} has protobuf wire type ${tag & 7}`);
      return field;
    }
    return 0;
  }

  #endOfMessage(): number {
    const reader = this.#reader;
    const length = reader.uint32();
    if (length > reader.len - reader.pos) throw new RangeError("a message without an end");
    return reader.pos + length;
  }

  #skipMessage(): Range {
    const end = this.#endOfMessage();
    const range = { start: this.#reader.pos, end };
    this.#reader.pos = end;
    return range;
  }
}

class ProtobufGroup implements OtlpSpanGroup {
  readonly #reader: protobuf.Reader;
  readonly #maxValues: number;
  readonly spanRanges: Range[] = [];
  resourceRange: Range | undefined;
  scopeRange: Range | undefined;
  spanCount = 0;

  constructor(reader: protobuf.Reader, maxValues: number) {
    this.#reader = reader;
    this.#maxValues = maxValues;
  }

  resource(): OtlpResource | undefined {
    return this.#message(this.resourceRange, resourceFields);
  }

  scope(): OtlpScope | undefined {
    return this.#message(this.scopeRange, scopeFields);
  }

  span(index: number): OtlpSpan {
    return this.#message(this.spanRanges[index], spanFields) ?? {};
  }

  #message(range: Range | undefined, fields: typeof spanFields): object | undefined {
    if (!range) return undefined;
    this.#reader.pos = range.start;
    this.#reader.len = range.end;
    try {
      return new MessageDecoder(this.#reader, this.#maxValues).message(fields);
    } catch (error) {
      throw error instanceof RejectedSpan ? error : malformed(error);
    }
  }
}

function malformed(error: unknown): MalformedOtlp {
  return error instanceof MalformedOtlp
    ? error
    : new MalformedOtlp(`not an OTLP trace export: ${(error as Error).message}`);
}
