/**
 * Reads an export in OTLP/JSON. One walk over the bytes finds the spans and counts their values; a span is parsed when it is asked
 * for, and one with too many values never is.
 */
import { messageOf } from "./fields.ts";
import { type JsonRange, JsonScanner, parseJson } from "./json-scanner.ts";
import { type OtlpLimits, otlpLimits, tooManyValues } from "./limits.ts";
import {
  MalformedOtlp,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  type OtlpSpanGroup,
} from "./request.ts";

/** An attribute is an object with a key and an object with a value: four JSON values. Every span has some other fields. */
const jsonValuesOf = (values: number) => values * 4 + 64;

/** Spans beyond `maxSpans` are only counted. @throws MalformedOtlp */
export function groupsOfJson(body: Buffer, limits = otlpLimits): readonly OtlpSpanGroup[] {
  return new JsonRequest(body, limits).groups();
}

class JsonRequest {
  readonly #body: Buffer;
  readonly #limits: OtlpLimits;
  readonly #scan: JsonScanner;
  readonly #groups: JsonGroup[] = [];
  #spansLeft: number;

  constructor(body: Buffer, limits: OtlpLimits) {
    this.#body = body;
    this.#limits = limits;
    this.#scan = new JsonScanner(body);
    this.#spansLeft = limits.maxSpans;
  }

  groups(): readonly OtlpSpanGroup[] {
    const scan = this.#scan;
    if (scan.enterObject("an OTLP trace export")) {
      for (let key = scan.nextKey(); key !== undefined; key = scan.nextKey()) {
        if (key !== "resourceSpans") this.#skipUnknownField();
        else if (scan.enterList(key)) while (scan.hasNextEntry()) this.#resourceSpans();
      }
    }
    scan.expectEnd();
    return this.#groups;
  }

  #resourceSpans(): void {
    const scan = this.#scan;
    if (!scan.enterObject("an entry of resourceSpans")) return;
    const firstGroup = this.#groups.length;
    let resource: JsonRange | undefined;
    for (let key = scan.nextKey(); key !== undefined; key = scan.nextKey()) {
      if (key === "resource") resource = this.#skipReplacing(resource);
      else if (key !== "scopeSpans") this.#skipUnknownField();
      else if (scan.enterList(key)) while (scan.hasNextEntry()) this.#scopeSpans();
    }
    // The resource may stand after its scopes.
    for (let at = firstGroup; at < this.#groups.length; at += 1)
      this.#groups[at]!.resourceRange = resource;
    if (firstGroup === this.#groups.length) this.#validateUnused(resource);
  }

  #scopeSpans(): void {
    const scan = this.#scan;
    if (!scan.enterObject("an entry of scopeSpans")) return;
    const group = new JsonGroup(this.#body, this.#limits.maxValuesOfSpan);
    for (let key = scan.nextKey(); key !== undefined; key = scan.nextKey()) {
      if (key === "scope") group.scopeRange = this.#skipReplacing(group.scopeRange);
      else if (key !== "spans") this.#skipUnknownField();
      else if (scan.enterList(key)) while (scan.hasNextEntry()) this.#span(group);
    }
    if (group.spanCount > 0) this.#groups.push(group);
    else this.#validateUnused(group.scopeRange);
  }

  #span(group: JsonGroup): void {
    this.#scan.skipValue();
    group.spanCount += 1;
    this.#spansLeft -= 1;
    if (this.#spansLeft >= 0) group.spanRanges.push(this.#scan.skippedRange());
  }

  /** A field of a later version of OTLP. */
  #skipUnknownField(): void {
    this.#scan.skipValue();
    this.#validateUnused(this.#scan.skippedRange());
  }

  #skipReplacing(earlier: JsonRange | undefined): JsonRange {
    this.#validateUnused(earlier);
    this.#scan.skipValue();
    return this.#scan.skippedRange();
  }

  /** A part that nobody asks for is parsed to check that it is JSON. */
  #validateUnused(range: JsonRange | undefined): void {
    if (!range) return;
    if (range.values > jsonValuesOf(this.#limits.maxValuesOfSpan))
      throw new MalformedOtlp("a field that no span uses is too large");
    parseJson(this.#body, range.start, range.end, false);
  }
}

class JsonGroup implements OtlpSpanGroup {
  readonly #body: Buffer;
  readonly #maxValues: number;
  readonly spanRanges: JsonRange[] = [];
  resourceRange: JsonRange | undefined;
  scopeRange: JsonRange | undefined;
  spanCount = 0;

  constructor(body: Buffer, maxValues: number) {
    this.#body = body;
    this.#maxValues = maxValues;
  }

  resource(): OtlpResource | undefined {
    return this.#message(this.resourceRange, "resource");
  }

  scope(): OtlpScope | undefined {
    return this.#message(this.scopeRange, "scope");
  }

  span(index: number): OtlpSpan {
    return this.#message<OtlpSpan>(this.spanRanges[index], "a span") ?? {};
  }

  #message<T extends object>(range: JsonRange | undefined, what: string): T | undefined {
    if (!range) return undefined;
    if (range.values > jsonValuesOf(this.#maxValues))
      throw tooManyValues(this.#maxValues, "a span");
    const { start, end, longNumbers } = range;
    return messageOf(parseJson(this.#body, start, end, longNumbers) as T | null, what);
  }
}
