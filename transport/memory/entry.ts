import { defineTransport } from "../entry.ts";

export const memory = defineTransport({
  name: "memory",
  label: "Memory",
  colour: "#cccccc",
  silhouette: {
    outline: [
      [20, 0],
      [0, 14],
      [-18, 0],
      [0, -14],
    ],
    details: [],
  },
  between: "one process",
  network: { transport: "pipe", protocol: "memory" },
  loss: "network",
  exempt: { T19: "nobody but this process can reach it" },
  explanation: {
    route: "function calls within one process",
    underLoss: "the update is skipped",
    direction: "Push: each end calls the other.",
    runsOn: "Nothing: both ends are in one process.",
    orderAndLoss: "A test decides which messages are lost or late.",
    cost: "None.",
    whenToChoose: "In tests, which need no real network and no real time.",
    plain: "Like talking to yourself.",
  },
});
