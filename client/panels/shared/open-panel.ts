/** At most one panel that takes the keyboard is open. */
import { openPanel, type PanelName } from "../../view.ts";

export const isOpen = (panel: PanelName): boolean => openPanel.value === panel;

export function toggle(panel: PanelName): void {
  openPanel.value = openPanel.peek() === panel ? undefined : panel;
}
