/** The row of the net graph about this page's spans. */
import { pluralize } from "#text";
import { spans } from "../../view.ts";
import { Figure } from "../shared/figure.tsx";

export function SpanRow() {
  const { recorded, exported } = spans.value;
  return (
    <Figure
      label="stored / recorded"
      about="Spans of this page that the trace store has, and spans that this page recorded. The newest ones are still on their way."
    >
      {exported} / {pluralize(recorded, "span")}
    </Figure>
  );
}
