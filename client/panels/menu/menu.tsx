/** Buttons that do what the panels' keys do, for mice, thumbs and screen readers. Signs stand where labels have no room. */
import type { Panel, PanelButton, PanelProps } from "../panel.ts";
import "./menu.css";

function MenuButton({ label, sign, state, isOn, press }: PanelButton) {
  return (
    <button type="button" title={label} onClick={press} {...{ [`aria-${state}`]: isOn() }}>
      <span class="label">{label}</span>
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d={sign} />
      </svg>
    </button>
  );
}

function Menu({ panels }: PanelProps) {
  return (
    <nav class="menu" aria-label="Panels">
      {panels.map(({ name, button }) => button && <MenuButton key={name} {...button} />)}
    </nav>
  );
}

export const menu: Panel = { name: "menu", slot: () => "right", View: Menu };
