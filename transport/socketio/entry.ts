import { defineTransport, openStroke } from "../entry.ts";

export const socketio = defineTransport({
  name: "socketio",
  label: "Socket.IO",
  colour: "#f4a261",
  // The pipe of a WebSocket, with an engine on its back.
  silhouette: {
    outline: [
      [24, 0],
      [-2, 14],
      [-10, 6],
      [-20, 6],
      [-20, -6],
      [-10, -6],
      [-2, -14],
    ],
    details: [openStroke([-4, -7], [-4, 7])],
  },
  between: "player and server",
  listensOn: "http",
  network: { transport: "tcp", protocol: "websocket" },
  loss: "none",
  explanation: {
    route: "Socket.IO over WebSocket",
    underLoss: "later updates wait for it",
    direction: "Push: each end sends as soon as it has something.",
    runsOn: "A WebSocket, and so TCP, with the Socket.IO protocol inside.",
    orderAndLoss:
      "Everything arrives, in the order sent. After a loss all later messages wait until TCP has resent the lost packet.",
    cost: "One TCP connection, and a few bytes more a message than a raw WebSocket. Its library adds to what the page loads.",
    whenToChoose:
      "When you want rooms, acknowledgements and reconnection ready made. Many projects use it.",
    plain:
      "Like a phone call through an operator: the same line as a WebSocket, with somebody who dials again and connects groups.",
  },
});
