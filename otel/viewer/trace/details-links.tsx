/** The selected span's links and the spans that link to it; each opens the span it points to. */
import { useEffect } from "preact/hooks";
import { traceUrl } from "../route.ts";
import type { Span } from "../otlp.ts";
import { serviceColour, shortService } from "../participants.ts";
import { AttributeList, Section } from "./details-parts.tsx";
import { useTrace } from "./use-trace.ts";

/** A tick may link to hundreds of inputs; nobody reads them all. */
const maxShownLinks = 100;

export function Links({ span }: { readonly span: Span }) {
  const { tree } = useTrace();
  const { links } = span;
  if (links.length === 0) return null;
  return (
    <Section title={`Links to (${links.length})`}>
      <ul class="details-links">
        {links.slice(0, maxShownLinks).map((link) => {
          const here =
            link.traceId === span.traceId
              ? tree.value?.byId.get(link.spanId)?.span.name
              : undefined;
          const isParent = link.spanId === span.parentSpanId;
          return (
            <li key={`${link.traceId}${link.spanId}`}>
              <a href={traceUrl(link.traceId, link.spanId)}>
                <span aria-hidden="true">↗ </span>
                {here ?? "span in another trace"}
              </a>{" "}
              <code>{here ? link.spanId.slice(0, 7) : link.traceId.slice(0, 7)}</code>
              {isParent && <span class="details-note"> its parent</span>}
              <AttributeList attributes={link.attributes} />
            </li>
          );
        })}
      </ul>
      {links.length > maxShownLinks && (
        <p class="details-note">and {links.length - maxShownLinks} more</p>
      )}
    </Section>
  );
}

export function Backlinks({ span }: { readonly span: Span }) {
  const { backlinks: loader } = useTrace();
  const backlinks = loader.to(span.spanId).value;
  useEffect(
    () => loader.request(span.traceId, span.spanId),
    [span.spanId, backlinks === undefined],
  );
  if (!backlinks || backlinks.length === 0) return null;
  return (
    <Section title={`Linked from (${backlinks.length})`}>
      <ul class="details-links">
        {backlinks.slice(0, maxShownLinks).map((link) => (
          <li key={`${link.traceId}${link.spanId}`}>
            <a href={traceUrl(link.traceId, link.spanId)}>
              <span aria-hidden="true">↘ </span>
              {link.name}
            </a>{" "}
            <span class="chip" style={{ "--colour": serviceColour(link.service) }}>
              {shortService(link.service)}
            </span>
            <AttributeList attributes={link.attributes} />
          </li>
        ))}
      </ul>
      {backlinks.length > maxShownLinks && (
        <p class="details-note">and {backlinks.length - maxShownLinks} more</p>
      )}
    </Section>
  );
}
