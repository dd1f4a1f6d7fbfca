/**
 * By what a server knows the spans that it has passed on, should they come back to it: an attribute of their resource, for
 * collectors take spans apart and put them together anew, and keep just that. Each server has a mark of its own, so that one
 * passes on what another has.
 */
import { randomBytes } from "node:crypto";
import { attribute } from "#protocol/tracing";
import type { OtlpSpanGroup } from "../otlp/request.ts";
import type { OtlpFormat } from "../otlp/response.ts";
import { markedJson } from "./mark-json.ts";
import { markedProtobuf } from "./mark-protobuf.ts";

export class LoopMark {
  readonly key: string;

  constructor(id = randomBytes(4).toString("hex")) {
    this.key = `${attribute.forwardedBy}.${id}`;
  }

  /** The body with the mark on each resource, without the spans of those that bear it already. */
  addTo(body: Buffer, format: OtlpFormat): Buffer {
    return format === "application/json"
      ? markedJson(body, this.key)
      : markedProtobuf(body, this.key);
  }

  /** The groups that bear no mark, and how many spans do. `body` is what they were read from. */
  unmarked(groups: readonly OtlpSpanGroup[], body: Buffer) {
    if (!body.includes(this.key)) return { groups, marked: 0 };
    const unmarked = groups.filter((group) => !this.#isMarked(group));
    const spans = (some: readonly OtlpSpanGroup[]) =>
      some.reduce((sum, { spanCount }) => sum + spanCount, 0);
    return { groups: unmarked, marked: spans(groups) - spans(unmarked) };
  }

  #isMarked(group: OtlpSpanGroup): boolean {
    const attributes = resourceOf(group)?.attributes;
    return Array.isArray(attributes) && attributes.some((entry) => entry?.key === this.key);
  }
}

/** Undefined as well for a resource that the store will refuse. */
function resourceOf(group: OtlpSpanGroup) {
  try {
    return group.resource();
  } catch {
    return undefined;
  }
}
