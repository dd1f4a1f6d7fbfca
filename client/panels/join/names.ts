/** A name for those who do not want to think of one. */

const first = [
  "Quiet",
  "Late",
  "Swift",
  "Lucid",
  "Stray",
  "Amber",
  "Idle",
  "Keen",
  "Polar",
  "Vivid",
  "Lone",
  "Brisk",
];
const second = [
  "Packet",
  "Ack",
  "Beacon",
  "Kestrel",
  "Jitter",
  "Pulse",
  "Socket",
  "Comet",
  "Relay",
  "Vector",
  "Echo",
  "Frame",
];

/** `chance` gives 0 to 1. */
export function suggestedName(random: () => number = Math.random): string {
  const pick = (words: readonly string[]): string =>
    words[Math.floor(random() * words.length)] ?? "";
  return `${pick(first)} ${pick(second)}`;
}
