import { defineTransport } from "../entry.ts";

export const longPolling = defineTransport({
  name: "long-polling",
  label: "Long polling",
  colour: "#c9b458",
  // Held open for long: a lance.
  silhouette: {
    outline: [
      [28, 0],
      [-4, 6],
      [-14, 14],
      [-20, 14],
      [-16, 0],
      [-20, -14],
      [-14, -14],
      [-4, -6],
    ],
    details: [],
  },
  between: "player and server",
  listensOn: "http",
  network: { transport: "tcp", protocol: "http" },
  loss: "replaced",
  httpPath: "/link/long-polling",
  explanation: {
    route: "POST up, down a GET that the server holds until it has news",
    underLoss: "later updates wait for it",
    direction:
      "Pull that feels like push: the server holds each request until it has something, then the page asks again.",
    runsOn: "Plain HTTP requests over TCP.",
    orderAndLoss:
      "Between two requests newer snapshots replace older ones. What must arrive waits at the server, in order.",
    cost: "Two connections at a time, and some hundred bytes of HTTP headers for each answer.",
    whenToChoose:
      "When nothing but plain requests gets through, and news are rare. Each answer costs a whole request.",
    plain:
      "Like asking at a counter where the clerk lets you wait until there is something for you. Then you queue again.",
  },
});
