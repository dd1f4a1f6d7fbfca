/** What the address asks for and cannot have. */
import { place } from "./address.ts";

export function Problems() {
  const { value } = place;
  if (value.view === "unknown" || value.problems.length === 0) return null;
  return (
    <ul class="problems" aria-label="Not understood in the address">
      {value.problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}
