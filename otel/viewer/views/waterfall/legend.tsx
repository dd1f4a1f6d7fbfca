/** Explains the marks that this trace has. */
import "./legend.css";
import { clockErrorMs, clockVerdict } from "../../clock-error.ts";
import { transportColour, transportOf } from "../../participants.ts";
import { useTrace } from "../../trace/use-trace.ts";

export function Legend() {
  const { hopTo, participants, trace, tree } = useTrace();
  const spans = trace.value?.spans ?? [];
  const transports = [...new Set(spans.flatMap((span) => transportOf(span) ?? []))];
  const early = [...(tree.value?.byId.values() ?? [])].some(
    ({ span, parent }) => clockVerdict(span, parent?.span).verdict !== "plausible",
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
        <li title="A browser measures the server's clock by round trips. Its times are right to within half of the shortest one.">
          <span class="legend-whisker" aria-hidden="true" />
          clock error: the true times lie within
        </li>
      )}
      {early && (
        <li title="The span is shown as measured. Its details say whether the clock errors explain it.">
          <span class="legend-early" aria-hidden="true">
            ≺
          </span>
          starts before its parent
        </li>
      )}
    </ul>
  );
}
