/** The last shot: what became of it and how long it took from the key to the light. Opens its trace (T). */
import { labelOfKey } from "../../input/key-labels.ts";
import { type Commands, lastShot } from "../../view.ts";
import { milliseconds } from "../shared/format.ts";
import "./trace-chip.css";

export function TraceChip({ commands }: { commands: Commands }) {
  const shot = lastShot.value;
  if (!shot) return null;
  return (
    <button
      type="button"
      class={`trace-chip ${shot.outcome.replace(" ", "-")}`}
      aria-label="Trace of the last shot"
      onClick={() => commands.openLastShot()}
    >
      <span>Shot</span>
      <b>{shot.outcome}</b>
      {shot.inputToPhotonMs !== undefined && (
        <span class="took">{milliseconds(shot.inputToPhotonMs)}</span>
      )}
      <kbd aria-hidden="true">{labelOfKey("KeyT")}</kbd>
    </button>
  );
}
