/** What the address asks for and cannot have. */
import { route } from "./router.ts";

export function UrlProblems() {
  const { value } = route;
  if (value.view === "unknown" || value.problems.length === 0) return null;
  return (
    <ul class="problems" aria-label="Not understood in the address">
      {value.problems.map((problem) => (
        <li key={problem}>{problem}</li>
      ))}
    </ul>
  );
}
