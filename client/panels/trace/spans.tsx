/** This page's spans: how many the trace store has, and what it lacks, without which traces have no roots. */
import { pluralize } from "#text";
import { spans } from "../../view.ts";
import "./spans.css";

/** What the server did not take, or was not there to take. */
export function MissingSpans() {
  const { refused, failed, droppedByExporter } = spans.value;
  const unsent = failed + droppedByExporter;
  if (refused + unsent === 0) return null;
  const words = [
    refused > 0 && `${pluralize(refused, "span")} refused`,
    unsent > 0 && `${pluralize(unsent, "span")} not sent`,
  ].filter(Boolean);
  return (
    <p
      class="missing-spans"
      title="Traces lack these spans of this page. The trace viewer says what the server refuses, and which setting takes it."
    >
      {words.join(", ")}
    </p>
  );
}

/** A row of the net graph. */
export function SpanRow() {
  const { recorded, exported } = spans.value;
  return (
    <div title="Of the spans that this page recorded, those the trace store has; the newest are on their way">
      <dt>spans stored / recorded</dt>
      <dd>
        {exported} / {recorded}
      </dd>
    </div>
  );
}
