/**
 * Keeps the strings and attribute shapes that the rows of one sender share, each once: names, values and lists of attribute keys
 * repeat thousands of times. When it is full the sender gets a new one. This one then drops its tables, and its contents count
 * until the last row that may point at them is evicted.
 */
import { textOf, messageOf, listOf } from "../otlp/fields.ts";
import type { RequestTally } from "../otlp/limits.ts";
import { type OtlpKeyValue, RejectedSpan } from "../otlp/request.ts";
import {
  type Attributes,
  noAttributes,
  type Shape,
  storedValueOf,
  type ValueType,
  valueTypeOf,
} from "./attributes.ts";
import { listBytes, mapBytes, numberBytes, objectBytes, stringBytes } from "./heap.ts";
import type { Origin } from "./span-row.ts";

/** Many times the size of the common names; message ids fill it in half a minute. */
const maxBytes = 512 * 1024;
/** Longer values are rarely equal, so they are not shared. */
const maxSharedLength = 512;
const maxAttributes = 128;
const maxOriginKeyLength = 8192;
const mapEntryBytes = mapBytes(1) - mapBytes(0);

/** A list of keys, found key by key. */
class ShapeNode {
  readonly parent: ShapeNode | undefined;
  readonly key: string;
  readonly type: ValueType;
  /** The lists with one key more. */
  next: Map<string, ShapeNode> | undefined;
  /** The list with the same keys whose last value has another type. */
  otherType: ShapeNode | undefined;
  shape: Shape | undefined;

  constructor(parent?: ShapeNode, key = "", type: ValueType = "other") {
    this.parent = parent;
    this.key = key;
    this.type = type;
  }
}

const nodeBytes = objectBytes(6) + mapBytes(1);

export class Interner {
  #texts = new Map<string, string>();
  #root = new ShapeNode();
  #origins = new Map<string, Origin>();
  /** Contents that rows may point at, and the tables that find them. */
  #contentBytes = 0;
  #tableBytes = objectBytes(10) + 3 * mapBytes(0);
  #isRetired = false;
  /** Stored rows that may point at its contents. */
  rows = 0;
  /** The part of `heapBytes` that is counted for its sender. */
  accountedBytes = 0;

  get isFull(): boolean {
    return this.#contentBytes + this.#tableBytes > maxBytes;
  }

  get heapBytes(): number {
    if (!this.#isRetired) return this.#contentBytes + this.#tableBytes;
    return this.rows > 0 ? this.#contentBytes : 0;
  }

  retire(): void {
    this.#isRetired = true;
    this.#texts = new Map();
    this.#root = new ShapeNode();
    this.#origins = new Map();
  }

  /** The shared copy of a text; a text that is not shared belongs to the row. */
  text(text: string, tally: RequestTally): string {
    const known = this.#shared(text);
    if (known === undefined) tally.heapBytes += stringBytes(text);
    return known ?? text;
  }

  origin(key: string, make: () => Origin, tally: RequestTally): Origin {
    const known = this.#origins.get(key);
    if (known) return known;
    const origin = make();
    // It stays as long as any row is stored.
    this.#contentBytes += tally.heapBytes + objectBytes(9);
    if (key.length > maxOriginKeyLength) return origin;
    this.#origins.set(key, origin);
    this.#tableBytes += stringBytes(key) + mapEntryBytes;
    return origin;
  }

  /** @throws RejectedSpan */
  attributes(list: readonly OtlpKeyValue[] | null | undefined, tally: RequestTally): Attributes {
    const entries = listOf(list, "attributes");
    if (entries.length === 0) return noAttributes;
    if (entries.length > maxAttributes)
      throw new RejectedSpan(`more than ${maxAttributes} attributes`);
    let node: ShapeNode | undefined = this.#root;
    let numbersBytes = 0;
    const values = entries.map((entry) => {
      tally.value();
      const value = messageOf(entry?.value, "an attribute's value");
      const type = valueTypeOf(value);
      const key = textOf(entry?.key, "an attribute's key");
      node &&= this.#next(node, key, type);
      const stored = storedValueOf(type, value, tally);
      if (typeof stored === "string") return this.text(stored, tally);
      if (typeof stored === "number") numbersBytes += numberBytes(stored);
      return stored;
    });
    // V8 stores a list of numbers without pointers.
    if (values.some((stored) => typeof stored !== "number")) tally.heapBytes += numbersBytes;
    tally.heapBytes += objectBytes(2) + listBytes(values.length);
    return { shape: node ? this.#shapeOf(node) : this.#ownShape(entries, tally), values };
  }

  #shared(text: string): string | undefined {
    if (text.length > maxSharedLength) return undefined;
    const known = this.#texts.get(text);
    if (known !== undefined || this.isFull) return known;
    this.#texts.set(text, text);
    this.#contentBytes += stringBytes(text);
    this.#tableBytes += mapEntryBytes;
    return text;
  }

  /** Undefined if there is no such list yet and no room for it. */
  #next(node: ShapeNode, key: string, type: ValueType): ShapeNode | undefined {
    const first = node.next?.get(key);
    let known = first;
    while (known && known.type !== type) known = known.otherType;
    if (known || this.isFull) return known;
    const kept = this.#shared(key);
    if (kept === undefined) this.#contentBytes += stringBytes(key);
    const made = new ShapeNode(node, kept ?? key, type);
    made.otherType = first;
    node.next ??= new Map();
    node.next.set(made.key, made);
    this.#tableBytes += nodeBytes;
    return made;
  }

  #shapeOf(node: ShapeNode): Shape {
    if (node.shape) return node.shape;
    const nodes: ShapeNode[] = [];
    for (let at = node; at.parent; at = at.parent) nodes.push(at);
    nodes.reverse();
    this.#contentBytes += shapeBytes(nodes.length);
    node.shape = { keys: nodes.map(({ key }) => key), types: nodes.map(({ type }) => type) };
    return node.shape;
  }

  #ownShape(entries: readonly OtlpKeyValue[], tally: RequestTally): Shape {
    tally.heapBytes += shapeBytes(entries.length);
    return {
      keys: entries.map((entry) => this.text(entry?.key ?? "", tally)),
      types: entries.map((entry) => valueTypeOf(entry?.value)),
    };
  }
}

const shapeBytes = (keys: number): number => objectBytes(2) + 2 * listBytes(keys);
