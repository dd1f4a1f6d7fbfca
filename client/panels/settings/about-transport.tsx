/** Explains the chosen transport with its catalogue entry: one plain sentence, and details to open. */
import { fallbackTiers, findTransport, initialTiers, type TransportEntry } from "#transport";
import { connection } from "../../view.ts";
import { labelOf } from "../shared/transports.ts";

/** In the order in which they are read. */
const facts: readonly (readonly [
  label: string,
  key: Exclude<keyof TransportEntry["explanation"], "plain" | "route" | "underLoss">,
])[] = [
  ["Push or pull", "direction"],
  ["Runs on", "runsOn"],
  ["Order and loss", "orderAndLoss"],
  ["Cost", "cost"],
  ["When to choose it", "whenToChoose"],
];

const labels = (names: readonly string[]): readonly string[] => names.map(labelOf);

/** The sentence about Auto, with the labels of the transports that it uses. */
function aboutAuto(): string {
  const [first = "", second = ""] = labels(initialTiers);
  const [best = ""] = labels(fallbackTiers);
  return `Joins over ${first}, changes to ${best} once that works, and falls back to ${first} or ${second} when it fails.`;
}

/** `id` is for the choice's `aria-describedby`. */
export function AboutTransport({ id }: { id: string }) {
  const { chosen, transport } = connection.value;
  const entry = findTransport(chosen === "auto" ? (transport ?? "") : chosen);
  return (
    <>
      <p id={id} class="about">
        {chosen === "auto" ? aboutAuto() : entry?.explanation.plain}
      </p>
      {entry && (
        <details class="about">
          <summary>About {entry.label}</summary>
          {chosen === "auto" && <p>{entry.explanation.plain}</p>}
          <dl>
            {facts.map(([label, key]) => (
              <div key={key}>
                <dt>{label}</dt>
                <dd>{entry.explanation[key]}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}
