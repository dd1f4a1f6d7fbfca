/** What each switch does, and what to watch for when it is off. */
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
    about: "Your ship answers at once.",
    whenOff: "Off: it waits for the server, one round trip.",
  },
  {
    key: "reconciliation",
    label: "Reconciliation",
    about: "The server's word corrects you and your newer inputs replay on top.",
    whenOff: "Off: you drift, then snap.",
  },
  {
    key: "interpolation",
    label: "Interpolation",
    about: "Others are drawn a moment late, between two snapshots.",
    whenOff: "Off: they jump from one to the next.",
  },
  {
    key: "lagCompensation",
    label: "Lag compensation",
    about: "Shots hit what you saw.",
    whenOff: "Off: aim ahead by your delay.",
  },
  {
    key: "ackClock",
    label: "Ack clock",
    about: "The server sends as fast as you acknowledge.",
    whenOff: "Off: on a full link, watch age climb to seconds.",
  },
  {
    key: "mesh",
    label: "Wing link",
    about: "Players' browsers tell each other where their ships are, beside the server.",
    whenOff: "Off: others are as old as the server's word.",
  },
  {
    key: "tracing",
    label: "Tracing",
    about: "Every message carries its trace.",
    whenOff: "Off: context tax falls to zero, shots leave no trace.",
  },
];

export const lookSwitches: readonly SwitchText[] = [
  { key: "screenShake", label: "Screen shake", about: "Hits shake the view.", whenOff: "" },
  {
    key: "reducedMotion",
    label: "Reduced motion",
    about: "Fewer sparks, no shake, a still sky.",
    whenOff: "",
  },
  {
    key: "serverGhost",
    label: "Server ghost",
    about: "An outline where the server last said you are: the gap is your round trip.",
    whenOff: "",
  },
];
