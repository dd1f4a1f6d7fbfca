/** Opens Settings with the focus on the choice of the transport. */
import { signal } from "@preact/signals";
import { openPanel } from "../../view.ts";

/** True until the choice has taken the focus. */
export const isTransportWanted = signal(false);

export function openTransportChoice(): void {
  isTransportWanted.value = true;
  openPanel.value = "settings";
}
