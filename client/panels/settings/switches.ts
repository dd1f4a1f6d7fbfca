/** What each switch does, and what the player sees when it is off. */
import type { Settings } from "../../view.ts";

export interface SwitchText {
  readonly key: keyof Settings;
  readonly label: string;
  readonly about: string;
  readonly whenOff: string;
}

export const netcodeSwitches: readonly SwitchText[] = [
  {
    key: "prediction",
    label: "Prediction",
    about: "Your ship answers your keys at once.",
    whenOff: "Off: it answers when the server's reply arrives, one round trip later.",
  },
  {
    key: "reconciliation",
    label: "Reconciliation",
    about:
      "When the server's position of your ship differs from the predicted one, the page takes the server's and applies your newer inputs again.",
    whenOff: "Off: the page takes the server's position as it is, and your ship jumps back.",
  },
  {
    key: "interpolation",
    label: "Interpolation",
    about: "Other ships are drawn a moment in the past, between two snapshots.",
    whenOff: "Off: they jump from one snapshot to the next.",
  },
  {
    key: "lagCompensation",
    label: "Lag compensation",
    about: "The server checks your shots against what you saw when you fired.",
    whenOff: "Off: aim ahead of moving ships.",
  },
  {
    key: "ackClock",
    label: "Ack clock",
    about: "The server sends only as fast as you acknowledge.",
    whenOff: "Off: on a slow link messages queue, and the age of the world grows to seconds.",
  },
  {
    key: "mesh",
    label: "Wing link",
    about: "Browsers of the players send each other their ships' positions directly.",
    whenOff: "Off: all positions come from the server.",
  },
  {
    key: "tracing",
    label: "Tracing",
    about: "Messages carry a trace context, and this page sends its spans to the server.",
    whenOff: "Off: messages are smaller, and your shots have no trace.",
  },
];

export const lookSwitches: readonly SwitchText[] = [
  { key: "screenShake", label: "Screen shake", about: "Hits shake the view.", whenOff: "" },
  {
    key: "reducedMotion",
    label: "Reduced motion",
    about: "Fewer sparks, no shake, stars that do not move.",
    whenOff: "",
  },
  {
    key: "serverGhost",
    label: "Server ghost",
    about:
      "An outline of your ship at the server's last position of it. The distance to your ship is what one round trip costs.",
    whenOff: "",
  },
];
