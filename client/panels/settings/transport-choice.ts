/** The way from anywhere to the choice of a transport: Settings, with the focus on it. */
import { signal } from "@preact/signals";
import { openPanel } from "../../view.ts";

/** Until the choice has taken the focus. */
export const isTransportWanted = signal(false);

export function openTransportChoice(): void {
  isTransportWanted.value = true;
  openPanel.value = "settings";
}
