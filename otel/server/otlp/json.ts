/**
 * An export as OTLP/JSON. One walk over the bytes finds the spans and counts what they hold; each is parsed when it is asked
 * for, and one that holds too much never is.
 */
import { messageOf } from "./fields.ts";
import { type JsonRange, JsonScan, parsed } from "./json-scan.ts";
import { type OtlpLimits, otlpLimits, tooManyValues } from "./limits.ts";
import {
  MalformedOtlp,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  type OtlpSpanGroup,
} from "./request.ts";

/** An attribute is an object with a key and an object with a value: four values of JSON. Every span has some fields beside. */
const jsonValuesOf = (values: number) => values * 4 + 64;

/** Throws MalformedOtlp. Of more spans than `maxSpans` only the number is kept. */
export function groupsOfJson(body: Buffer, limits = otlpLimits): readonly OtlpSpanGroup[] {
  return new JsonRequest(body, limits).groups();
}

class JsonRequest {
  readonly #body: Buffer;
  readonly #limits: OtlpLimits;
  readonly #scan: JsonScan;
  readonly #groups: JsonGroup[] = [];
  #spansLeft: number;

  constructor(body: Buffer, limits: OtlpLimits) {
    this.#body = body;
    this.#limits = limits;
    this.#scan = new JsonScan(body);
    this.#spansLeft = limits.maxSpans;
  }

  groups(): readonly OtlpSpanGroup[] {
    const scan = this.#scan;
    if (scan.object("an OTLP trace export")) {
      for (let key = scan.key(); key !== undefined; key = scan.key()) {
        if (key !== "resourceSpans") this.#ignored();
        else if (scan.list(key)) while (scan.entry()) this.#resourceSpans();
      }
    }
    scan.end();
    return this.#groups;
  }

  #resourceSpans(): void {
    const scan = this.#scan;
    if (!scan.object("an entry of resourceSpans")) return;
    const firstGroup = this.#groups.length;
    let resource: JsonRange | undefined;
    for (let key = scan.key(); key !== undefined; key = scan.key()) {
      if (key === "resource") resource = this.#skippedInsteadOf(resource);
      else if (key !== "scopeSpans") this.#ignored();
      else if (scan.list(key)) while (scan.entry()) this.#scopeSpans();
    }
    // The resource may stand after what it belongs to.
    for (let at = firstGroup; at < this.#groups.length; at += 1)
      this.#groups[at]!.resourceRange = resource;
    if (firstGroup === this.#groups.length) this.#unused(resource);
  }

  #scopeSpans(): void {
    const scan = this.#scan;
    if (!scan.object("an entry of scopeSpans")) return;
    const group = new JsonGroup(this.#body, this.#limits.maxValuesOfSpan);
    for (let key = scan.key(); key !== undefined; key = scan.key()) {
      if (key === "scope") group.scopeRange = this.#skippedInsteadOf(group.scopeRange);
      else if (key !== "spans") this.#ignored();
      else if (scan.list(key)) while (scan.entry()) this.#span(group);
    }
    if (group.spanCount > 0) this.#groups.push(group);
    else this.#unused(group.scopeRange);
  }

  #span(group: JsonGroup): void {
    this.#scan.skip();
    group.spanCount += 1;
    this.#spansLeft -= 1;
    if (this.#spansLeft >= 0) group.spanRanges.push(this.#scan.skipped());
  }

  /** A field of a later version of OTLP. */
  #ignored(): void {
    this.#scan.skip();
    this.#unused(this.#scan.skipped());
  }

  #skippedInsteadOf(earlier: JsonRange | undefined): JsonRange {
    this.#unused(earlier);
    this.#scan.skip();
    return this.#scan.skipped();
  }

  /** What nobody will ask for is parsed to see that it is JSON. */
  #unused(range: JsonRange | undefined): void {
    if (!range) return;
    if (range.values > jsonValuesOf(this.#limits.maxValuesOfSpan))
      throw new MalformedOtlp("a field that no span uses is too large");
    parsed(this.#body, range.start, range.end, false);
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
    return messageOf(parsed(this.#body, start, end, longNumbers) as T | null, what);
  }
}
