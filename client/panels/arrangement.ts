/**
 * Which of three arrangements fits the screen: what stands where is decided here, once; style sheets ask for
 * `:root[data-fit="…"]`. Thumbs need the bottom corners, so a tablet is arranged like a phone.
 */
import { effect, signal } from "@preact/signals";

export type Arrangement = "wide" | "low" | "tall";

/** The same limits as `minimapBox` in game/compass.ts. */
const small = matchMedia("(max-width: 899.9px), (max-height: 559.9px), (pointer: coarse)");
const portrait = matchMedia("(orientation: portrait)");

function current(): Arrangement {
  if (!small.matches) return "wide";
  return portrait.matches ? "tall" : "low";
}

export const arrangement = signal<Arrangement>(current());
for (const query of [small, portrait]) {
  query.addEventListener("change", () => (arrangement.value = current()));
}
effect(() => {
  document.documentElement.dataset["fit"] = arrangement.value;
});
