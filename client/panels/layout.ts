/**
 * Chooses one of three layouts for the size of the screen. Style sheets read it as `:root[data-fit="…"]`, and keep out of the
 * arena's boxes: `--ship-left` and `--ship-top` (the same distance from the right and the bottom), `--map-width`, `--map-height`.
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

/** The width in shared/dialog.css. */
const dialogPx = 400;

/**
 * The width at the right that a dialog covers and the camera must avoid. On wide screens the dialog leaves the middle free, and on
 * an upright phone it covers everything.
 */
export function coveredPx(): number {
  const isDialog = openPanel.peek() === "settings" || openPanel.peek() === "help";
  return isDialog && layout.peek() === "low" ? Math.min(dialogPx, innerWidth) : 0;
}

updateLayout();
addEventListener("resize", updateLayout);
coarse.addEventListener("change", updateLayout);
