/** What the store did not take: a line in the header that opens, and a panel of its own where it took nothing at all. */
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
    <section class="nothing-taken" aria-label="Nothing is taken">
      <h2>Nothing that browsers and other senders sent was taken</h2>
      {reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
    </section>
  );
}
