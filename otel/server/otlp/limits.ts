/** The limits of one trace export. A span beyond a limit is rejected and counted; the rest of its request is accepted. */
import { RejectedSpan } from "./request.ts";

export interface OtlpLimits {
  readonly maxSpans: number;
  /** Attributes, entries of lists and maps in them, links and events. */
  readonly maxValues: number;
  readonly maxValuesOfSpan: number;
  readonly maxValuesOfAttribute: number;
  /** Of the store's heap, for its spans. */
  readonly maxHeapBytes: number;
}

/** A batch of the collector is 8192 spans; a tick of a full room has up to 4096 links with three attributes each. */
export const otlpLimits: OtlpLimits = {
  maxSpans: 65_536,
  maxValues: 1_048_576,
  maxValuesOfSpan: 32_768,
  maxValuesOfAttribute: 1024,
  maxHeapBytes: 32 * 1024 * 1024,
};

/** Lists and maps within an attribute; printing deeper ones would overflow the stack. */
export const maxDepth = 8;

export const tooManyValues = (count: number, of: "an attribute" | "a span"): RejectedSpan =>
  new RejectedSpan(`more than ${count} values in ${of}`);

export const tooDeep = (): RejectedSpan =>
  new RejectedSpan(`an attribute nested deeper than ${maxDepth}`);

/** Counts the values and heap bytes of one request, span by span. */
export class RequestTally {
  /** Heap bytes of the span or resource, as far as it was read. */
  heapBytes = 0;
  readonly #limits: OtlpLimits;
  #heapBytes = 0;
  #spans = 0;
  #values = 0;
  #valuesOfSpan = 0;
  #valuesOfAttribute = 0;

  constructor(limits = otlpLimits) {
    this.#limits = limits;
  }

  /** Why no further span is accepted; undefined while one is. */
  get exhausted(): string | undefined {
    const { maxSpans, maxValues } = this.#limits;
    if (this.#spans >= maxSpans) return `more than ${maxSpans} spans in a request`;
    return this.#values > maxValues ? `more than ${maxValues} values in a request` : undefined;
  }

  /** Called before the values of a span. */
  span(): void {
    this.#spans += 1;
    this.resource();
  }

  /** Called before the values of a resource and its scope. */
  resource(): void {
    this.#valuesOfSpan = 0;
    this.heapBytes = 0;
  }

  /** Returns the heap bytes of the span or resource. @throws RejectedSpan if the request takes too many with it */
  commitHeap(): number {
    const { maxHeapBytes } = this.#limits;
    if (this.#heapBytes + this.heapBytes > maxHeapBytes)
      throw new RejectedSpan(`more than ${maxHeapBytes} bytes of memory in a request`);
    this.#heapBytes += this.heapBytes;
    return this.heapBytes;
  }

  /** Counts a link, an event or the next attribute. @throws RejectedSpan if the span has too many values with it */
  value(): void {
    const { maxValuesOfSpan } = this.#limits;
    this.#values += 1;
    this.#valuesOfSpan += 1;
    this.#valuesOfAttribute = 1;
    if (this.#valuesOfSpan > maxValuesOfSpan) throw tooManyValues(maxValuesOfSpan, "a span");
  }

  /** Counts an entry of a list or map in the last attribute. @throws RejectedSpan likewise */
  nestedValue(): void {
    const { maxValuesOfAttribute } = this.#limits;
    const valuesOfAttribute = this.#valuesOfAttribute + 1;
    this.value();
    this.#valuesOfAttribute = valuesOfAttribute;
    if (valuesOfAttribute > maxValuesOfAttribute)
      throw tooManyValues(maxValuesOfAttribute, "an attribute");
  }
}
