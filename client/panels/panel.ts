/** What a panel is. A new panel is a folder that exports one of these, and a line in list.ts. */
import type { ComponentChildren } from "preact";
import type { ClientGame } from "../client-game.ts";
import type { Commands } from "../view.ts";
import type { Layout } from "./layout.ts";

/**
 * Where a panel stands: in a column beside the own ship, in a row above or below it, in the middle under these (`under`), or
 * over everything (`over`).
 */
export type Slot = "under" | "left" | "top" | "right" | "bottom" | "over";

export interface PanelProps {
  readonly commands: Commands;
  /** All panels, for those that list keys or buttons. */
  readonly panels: readonly Panel[];
}

/** Keys are found by place (`KeyboardEvent.code`), or by name (`KeyboardEvent.key`) where all layouts have that name. */
export interface PanelKey {
  readonly codes?: readonly string[];
  readonly name?: "Escape" | "Enter" | "Tab";
  /** What it does, for the list of keys. */
  readonly about: string;
  readonly press: (commands: Commands) => void;
  /** For a key that shows something only while it is held. */
  readonly release?: () => void;
}

/** A button of the menu does what the key does, for mice, thumbs and screen readers. */
export interface PanelButton {
  readonly label: string;
  /** An SVG path in a box of 20 by 20, for screens without room for the label. */
  readonly sign: string;
  /** `expanded` for a panel that opens, `pressed` for one that is switched on. */
  readonly state: "expanded" | "pressed";
  readonly isOn: () => boolean;
  readonly press: () => void;
}

export interface Panel {
  readonly name: string;
  /** Undefined where a layout does not show it. In a slot, panels stand in the order of list.ts. */
  readonly slot: (layout: Layout) => Slot | undefined;
  readonly View: (props: PanelProps) => ComponentChildren;
  /** Subscribes the panel's signals to the game. */
  readonly feed?: (game: ClientGame) => void;
  readonly key?: PanelKey;
  readonly button?: PanelButton;
}
