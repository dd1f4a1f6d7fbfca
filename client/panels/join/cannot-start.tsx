/** The page instead of the game where it cannot start: what is missing, and what to do. */
import { h, render } from "preact";
import type { MissingFeature } from "../../browser-requirements.ts";
import "./join.css";

function CannotStart({ what, remedies }: MissingFeature) {
  return (
    <main class="join">
      <h1>Crosswire cannot start</h1>
      <div role="alert">
        <p class="why">{what}</p>
        <ul>
          {remedies.map((remedy) => (
            <li key={remedy}>{remedy}</li>
          ))}
        </ul>
      </div>
      <p>
        You can still read the traces of other players' games: <a href="/traces">all traces</a>.
      </p>
    </main>
  );
}

export function showCannotStart(root: HTMLElement, lack: MissingFeature): void {
  render(h(CannotStart, lack), root);
}
