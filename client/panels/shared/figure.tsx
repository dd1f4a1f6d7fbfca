/**
 * A number of the HUD: its label, its value with the unit, and an explanation. The figure is a button: a click, a tap, Enter or
 * Space opens the explanation, and a screen reader reads it as the button's description.
 */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import "./figure.css";

interface FigureProps {
  readonly label: string;
  /** One or two plain sentences: what is counted, and over which time. */
  readonly about: string;
  readonly class?: string;
  /** The value with its unit. A column's heading has none: its cells hold the values. */
  readonly children?: ComponentChildren;
}

export function Figure({ label, about, class: name = "", children }: FigureProps) {
  const id = `about-${useId()}`;
  return (
    <>
      <button type="button" class={`figure ${name}`} aria-describedby={id} popovertarget={id}>
        <span class="figure-label">{label}</span>
        {children !== undefined && <> </>}
        {children !== undefined && <span class="figure-value">{children}</span>}
      </button>
      <span id={id} class="figure-about" popover="auto">
        <b>{label}</b> {about.replaceAll(/(?<=\d) (?=%)/g, "\u00a0")}
      </span>
    </>
  );
}
