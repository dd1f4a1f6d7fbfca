/** What the marks mean; only those that this trace shows. */
import "./legend.css";
import { clockErrorMs, clockMark } from "../../clock.ts";
import { transportColour, transportOf } from "../../participants.ts";
import { useTrace } from "../../trace/use-trace.ts";

export function Legend() {
  const { hopTo, participants, trace, tree } = useTrace();
  const spans = trace.value?.spans ?? [];
  const transports = [...new Set(spans.flatMap((span) => transportOf(span) ?? []))];
  const early = [...(tree.value?.byId.values() ?? [])].some(
    ({ span, parent }) => clockMark(span, parent?.span).verdict !== "plausible",
  );
  return (
    <ul class="legend" aria-label="Legend">
      {[...participants.value.values()].map((participant) => (
        <li key={participant.label} title={participant.instance}>
          <span class="letter" style={{ "--colour": participant.colour }} aria-hidden="true">
            {participant.letter}
          </span>
          {participant.label}
        </li>
      ))}
      {transports.map((transport) => (
        <li key={transport}>
          <span
            class="legend-bar"
            style={{ "--colour": transportColour(transport) }}
            aria-hidden="true"
          />
          {transport}
        </li>
      ))}
      {hopTo.value.size > 0 && (
        <li>
          <span class="legend-wire" aria-hidden="true" />
          on the wire
        </li>
      )}
      {spans.some((span) => clockErrorMs(span) > 0) && (
        <li title="A browser's clock is matched to the server's by round trips: right to within half of the best one.">
          <span class="legend-whisker" aria-hidden="true" />
          clock error: the true times lie within
        </li>
      )}
      {early && (
        <li title="Nothing is moved: the mark says how much of it the clocks explain.">
          <span class="legend-early" aria-hidden="true">
            ≺
          </span>
          starts before its parent
        </li>
      )}
    </ul>
  );
}
