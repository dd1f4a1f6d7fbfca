/**
 * The mark by which a server recognises spans that it has forwarded, if they come back to it: an attribute of their resource, which
 * is all that a collector keeps when it regroups spans. Each server has a mark of its own, so that a server forwards what another
 * one has forwarded.
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

  /** The body with the mark on each resource, without the resources that have it already. */
  addTo(body: Buffer, format: OtlpFormat): Buffer {
    return format === "application/json"
      ? markedJson(body, this.key)
      : markedProtobuf(body, this.key);
  }

  /** The groups without the mark, and the number of spans with it. `body` is the request they were read from. */
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

/** The group's resource; undefined if it has none, or one that the store rejects. */
function resourceOf(group: OtlpSpanGroup) {
  try {
    return group.resource();
  } catch {
    return undefined;
  }
}
