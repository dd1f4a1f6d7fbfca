/**
 * What the rows of one sender have in common, kept once: names and values repeat thousands of times, and so do lists of
 * attribute keys. When it is full the sender gets another; this one then forgets its tables, and what rows still point at
 * counts until the last of them has left.
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

/** What the common names take many times over; identifiers of messages fill it in half a minute. */
const maxBytes = 512 * 1024;
/** Longer values are rarely equal. */
const maxSharedLength = 512;
const maxAttributes = 128;
const maxOriginKeyLength = 8192;
const mapEntryBytes = mapBytes(1) - mapBytes(0);

/** A list of keys, reached key by key. */
class ShapeNode {
  readonly parent: ShapeNode | undefined;
  readonly key: string;
  readonly type: ValueType;
  /** The lists that are longer by one key. */
  next: Map<string, ShapeNode> | undefined;
  /** The same keys, the last one with a value of another type. */
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
  /** What rows may point at, and what finds it. */
  #contentBytes = 0;
  #tableBytes = objectBytes(10) + 3 * mapBytes(0);
  #isRetired = false;
  /** How many rows are held that may point at its contents. */
  rows = 0;
  /** As much of `heapBytes` as its sender's account has. */
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

  /** The copy that is kept of a text; what is not kept here is the row's own. */
  text(text: string, tally: RequestTally): string {
    const known = this.#shared(text);
    if (known === undefined) tally.heapBytes += stringBytes(text);
    return known ?? text;
  }

  origin(key: string, make: () => Origin, tally: RequestTally): Origin {
    const known = this.#origins.get(key);
    if (known) return known;
    const origin = make();
    // It stays as long as a row of any span does.
    this.#contentBytes += tally.heapBytes + objectBytes(9);
    if (key.length > maxOriginKeyLength) return origin;
    this.#origins.set(key, origin);
    this.#tableBytes += stringBytes(key) + mapEntryBytes;
    return origin;
  }

  /** Throws RefusedSpan. */
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
    // A list of nothing but numbers holds them in itself.
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

  /** Undefined if there is no such list yet, nor room for it. */
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
