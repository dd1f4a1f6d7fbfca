/** The last shot: its outcome, the time from the key to the screen, and the way to its trace. */
import { labelOfKey } from "../../input/key-labels.ts";
import { type Commands, lastShot } from "../../view.ts";
import { Figure } from "../shared/figure.tsx";
import { milliseconds } from "../shared/format.ts";
import "./trace-chip.css";

export function TraceChip({ commands }: { commands: Commands }) {
  const shot = lastShot.value;
  if (!shot) return null;
  return (
    <div class={`trace-chip ${shot.outcome.replace(" ", "-")}`}>
      <button
        type="button"
        class="open-trace"
        aria-label="Trace of the last shot"
        title="Open the trace of the last shot"
        onClick={() => commands.openLastShot()}
      >
        <span class="shot">Shot</span>
        <b>{shot.outcome}</b>
        <kbd aria-hidden="true">{labelOfKey("KeyT")}</kbd>
      </button>
      {shot.inputToPhotonMs !== undefined && (
        <Figure
          class="short"
          label="seen after"
          about="Time from your key press until the server's answer to this shot was on your screen."
        >
          {milliseconds(shot.inputToPhotonMs)}
        </Figure>
      )}
    </div>
  );
}
