import { defineTransport } from "../entry.ts";

export const sse = defineTransport({
  name: "sse",
  label: "SSE",
  colour: "#90e39a",
  // One way only: a chevron.
  silhouette: {
    outline: [
      [24, 0],
      [-14, 17],
      [-20, 11],
      [1, 0],
      [-20, -11],
      [-14, -17],
    ],
    details: [],
  },
  between: "player and server",
  listensOn: "http",
  network: { transport: "tcp", protocol: "http" },
  loss: "none",
  httpPath: "/link/sse",
  explanation: {
    route: "POST up, one endless response down",
    underLoss: "later updates wait for it",
    direction:
      "Push down: the server writes into a response that never ends. Up, the page makes requests.",
    runsOn: "Plain HTTP over TCP. Down it is an event stream (Server-Sent Events), up a POST.",
    orderAndLoss: "Everything arrives, in the order sent. After a loss all later messages wait.",
    cost: "Two connections at a time over HTTP/1.1. Down a few bytes an event, and base64, which makes it a third longer; up some hundred bytes of headers a request.",
    whenToChoose:
      "When the server talks and the page listens: feeds, progress bars, notifications. Proxies pass it as any other response.",
    plain:
      "Like a radio programme: the station sends all the time, and to answer you write a letter.",
  },
});
