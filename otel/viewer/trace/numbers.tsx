/** The key numbers of a trace. */
import "./numbers.css";
import { durationLabel } from "../axis.ts";
import { keyNumbersOf } from "../key-numbers.ts";
import { useTrace } from "./use-trace.ts";

export function KeyNumbers() {
  const { tree } = useTrace();
  const numbers = tree.value ? keyNumbersOf(tree.value) : [];
  return (
    <dl class="numbers">
      {numbers.map(({ name, valueMs, errorMs, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="number">
            {durationLabel(valueMs)}
            {errorMs > 0 && <span class="numbers-error"> ±{durationLabel(errorMs)}</span>}
          </dd>
          <dd class="numbers-note">{note}</dd>
        </div>
      ))}
    </dl>
  );
}
