/** What of an answer must be the same from a real Jaeger and from our query API. */
import { attribute } from "#protocol/tracing";

export interface Traces {
  readonly data: readonly {
    readonly spans: readonly {
      readonly spanID: string;
      readonly processID: string;
      readonly references: readonly { readonly traceID: string; readonly spanID: string }[];
      readonly tags: readonly { readonly key: string }[];
    }[];
    readonly processes: Record<string, { readonly tags: readonly { readonly key: string }[] }>;
  }[];
}
export interface Dependency {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
}
export interface OtlpTraces {
  readonly result: {
    readonly resourceSpans: readonly {
      readonly resource: { readonly attributes: readonly { readonly key: string }[] };
      readonly scopeSpans: readonly {
        readonly scope: object;
        readonly spans: readonly OtlpSpan[];
      }[];
    }[];
  };
}
interface OtlpSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links?: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes?: readonly { readonly key: string }[];
  }[];
  readonly attributes?: readonly { readonly key: string }[];
}

const byKey = (one: { key: string }, other: { key: string }) => one.key.localeCompare(other.key);
/** Without the mark that the tee leaves on a resource. */
const notMarked = ({ key }: { key: string }) => !key.startsWith(attribute.forwardedBy);

/** The older API's answer without what neither side promises: the order of spans and tags, the ids of processes, Jaeger's warnings. */
export function legacyFacts({ data }: Traces) {
  return data.flatMap(({ spans, processes }) =>
    spans
      .map(({ processID, tags, references, ...span }) => ({
        ...span,
        // A parent that is linked as well is CHILD_OF to us and FOLLOWS_FROM to Jaeger; its UI draws both as parents.
        references: references.map(({ traceID, spanID }) => ({ traceID, spanID })),
        warnings: null,
        process: { ...processes[processID], tags: processes[processID]?.tags.filter(notMarked) },
        tags: tags.toSorted(byKey),
      }))
      .toSorted((one, other) => one.spanID.localeCompare(other.spanID)),
  );
}

export function otlpFacts({ result }: OtlpTraces) {
  return result.resourceSpans
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) =>
        spans.map((span) => ({
          resource: resource.attributes.filter(notMarked).toSorted(byKey),
          scope: { version: "", ...scope },
          span: plain(span),
        })),
      ),
    )
    .toSorted((one, other) => one.span.spanId.localeCompare(other.span.spanId));
}

/** Absent and empty are the same in OTLP. */
function plain({ attributes = [], links = [], ...span }: OtlpSpan & { flags?: number }) {
  const { flags: _unkept, ...kept } = span;
  return {
    ...kept,
    attributes: attributes.toSorted(byKey),
    links: links.map(({ traceId, spanId, attributes: said = [] }) => ({
      traceId,
      spanId,
      attributes: said.toSorted(byKey),
    })),
  };
}

/** With its lists sorted: neither side promises their order. */
export function sorted(answer: Record<string, unknown>): Record<string, unknown> {
  const list = (value: unknown) =>
    Array.isArray(value)
      ? value.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
      : value;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, list(value)]));
}

/** The keys, the types and the numbers of an answer: the texts of messages may differ. */
export function shapeOf(value: unknown): unknown {
  if (typeof value === "string") return "text";
  if (Array.isArray(value)) return value.map(shapeOf);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shapeOf(entry)]));
  }
  return value;
}
