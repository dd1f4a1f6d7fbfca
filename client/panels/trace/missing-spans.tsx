/** Spans of this page that the trace store does not have. Without them traces are incomplete. Nothing while all are there. */
import { pluralize } from "#text";
import { spans } from "../../view.ts";
import { Figure } from "../shared/figure.tsx";
import "./missing-spans.css";

export function MissingSpans() {
  const { refused, failed, droppedByExporter } = spans.value;
  const unsent = failed + droppedByExporter;
  if (refused + unsent === 0) return null;
  const counts = [
    refused > 0 && `${pluralize(refused, "span")} refused`,
    unsent > 0 && `${pluralize(unsent, "span")} not sent`,
  ].filter(Boolean);
  return (
    <Figure
      class="missing-spans"
      label="Traces"
      about="Spans of this page that the server refused or that could not be sent since the page was opened. Traces lack them. The trace viewer says why the server refuses spans and which setting changes that."
    >
      {counts.join(", ")}
    </Figure>
  );
}
