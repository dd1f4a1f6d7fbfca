/** Suggests a random name. */

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

/** `random` answers a number from 0 to 1. */
export function suggestedName(random: () => number = Math.random): string {
  const pick = (words: readonly string[]): string =>
    words[Math.floor(random() * words.length)] ?? "";
  return `${pick(first)} ${pick(second)}`;
}
