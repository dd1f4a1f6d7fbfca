import { defineTransport, openStroke } from "../entry.ts";

export const websocket = defineTransport({
  name: "websocket",
  label: "WebSocket",
  colour: "#ffd166",
  // One pipe with a frame.
  silhouette: {
    outline: [
      [24, 0],
      [2, 13],
      [-19, 8],
      [-19, -8],
      [2, -13],
    ],
    details: [openStroke([-12, 0], [14, 0])],
  },
  between: "player and server",
  listensOn: "http",
  network: { transport: "tcp", protocol: "websocket" },
  loss: "none",
  explanation: {
    route: "one WebSocket",
    underLoss: "later updates wait for it",
    direction: "Push: each end sends as soon as it has something.",
    runsOn: "TCP, after one HTTP request that asks for the upgrade.",
    orderAndLoss:
      "Everything arrives, in the order sent. After a loss all later messages wait until TCP has resent the lost packet.",
    cost: "One TCP connection, and 2 to 14 bytes of header a message.",
    whenToChoose:
      "When messages must arrive and a short stall does no harm: chat, turn-based games, most applications. It works nearly everywhere.",
    plain:
      "Like a phone call: both sides talk whenever they like, and words come in order. When the line hangs, everything hangs.",
  },
});
