import { defineTransport, openStroke } from "../entry.ts";

export const socketioPolling = defineTransport({
  name: "socketio-polling",
  label: "Socket.IO polling",
  colour: "#e07a5f",
  // A barge: it waits to be emptied.
  silhouette: {
    outline: [
      [19, 6],
      [19, -6],
      [7, -14],
      [-19, -14],
      [-19, 14],
      [7, 14],
    ],
    details: [openStroke([-8, -8], [-8, 8]), openStroke([2, -8], [2, 8])],
  },
  between: "player and server",
  listensOn: "http",
  network: { transport: "tcp", protocol: "http" },
  loss: "none",
  httpPath: "/socket.io-polling",
  explanation: {
    route: "Socket.IO over HTTP long polling",
    underLoss: "later updates wait for it",
    direction:
      "Pull that feels like push: the server holds each request until it has something, then the page asks again.",
    runsOn: "Plain HTTP requests over TCP.",
    orderAndLoss: "Everything arrives, in the order sent. After a loss all later messages wait.",
    cost: "Two connections at a time, some hundred bytes of HTTP headers a request, and base64, which makes messages a third longer.",
    whenToChoose:
      "Never first: Socket.IO starts with it, and stays with it where a proxy lets no WebSocket through.",
    plain:
      "Like phoning to ask for news, and the other side keeps you on the line until there is some. Then you hang up and call again.",
  },
});
