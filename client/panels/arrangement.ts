/** Which of three arrangements fits the screen; css decides sizes, this decides what stands where. */
import { signal } from "@preact/signals";

export type Arrangement = "wide" | "low" | "tall";

/** The same limits as in layout.css and in game/compass.ts. */
const small = matchMedia("(max-width: 899.9px), (max-height: 559.9px)");
const portrait = matchMedia("(orientation: portrait)");

function current(): Arrangement {
  if (!small.matches) return "wide";
  return portrait.matches ? "tall" : "low";
}

export const arrangement = signal<Arrangement>(current());
for (const query of [small, portrait]) {
  query.addEventListener("change", () => (arrangement.value = current()));
}
