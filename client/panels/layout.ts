/**
 * Which of three arrangements fits the screen: what stands where is decided here, once. Style sheets ask for
 * `:root[data-fit="…"]`, and keep out of what the arena has for itself: `--ship-left`, `--ship-top` (as much again at the right
 * and the bottom), `--map-width`, `--map-height`.
 */
import { signal } from "@preact/signals";
import { shipZone } from "../game/camera.ts";
import { isSmall, minimapBox } from "../game/screen-layout.ts";
import { openPanel } from "../view.ts";

export type Layout = "wide" | "low" | "tall";

export const layout = signal<Layout>("wide");

const coarse = matchMedia("(pointer: coarse)");

function updateLayout(): void {
  const size = { widthPx: innerWidth, heightPx: innerHeight };
  const isPortrait = innerHeight >= innerWidth;
  layout.value = !isSmall(size, coarse.matches) ? "wide" : isPortrait ? "tall" : "low";
  const { dataset, style } = document.documentElement;
  dataset["fit"] = layout.peek();
  const ship = shipZone(size, coarse.matches);
  const map = minimapBox(size, coarse.matches);
  style.setProperty("--ship-left", `${Math.floor(ship.left)}px`);
  style.setProperty("--ship-top", `${Math.floor(ship.top)}px`);
  style.setProperty("--map-width", `${map.width}px`);
  style.setProperty("--map-height", `${map.height}px`);
}

/** As wide as dialog.css makes it. */
const dialogPx = 400;

/**
 * What of the arena a dialog covers at the right, where the camera should move aside. On wide screens the middle stays free, and
 * the whole screen of a phone held upright has no aside.
 */
export function coveredPx(): number {
  const isDialog = openPanel.peek() === "settings" || openPanel.peek() === "help";
  return isDialog && layout.peek() === "low" ? Math.min(dialogPx, innerWidth) : 0;
}

updateLayout();
addEventListener("resize", updateLayout);
coarse.addEventListener("change", updateLayout);
