/** Tells which spans the store refused: in a line of the header that opens, and in a panel where it refused all of them. */
import "./refused-notice.css";
import { refusalsOf } from "./refusals.ts";
import { store } from "./store.ts";

export function HeaderRejections() {
  const held = store.value;
  if (!held) return null;
  const { headline, reasons } = refusalsOf(held);
  if (headline === "") return null;
  return (
    <details class="refused">
      <summary>{headline}</summary>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </details>
  );
}

export function AllRejectedNotice() {
  const held = store.value;
  if (!held) return null;
  const { isEverything, reasons } = refusalsOf(held);
  if (!isEverything) return null;
  return (
    <section class="nothing-taken" aria-label="Every span refused">
      <h2>The server refused every span of browsers and other senders</h2>
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </section>
  );
}
