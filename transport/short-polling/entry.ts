import { defineTransport, openStroke } from "../entry.ts";

export const shortPolling = defineTransport({
  name: "short-polling",
  label: "Short polling",
  colour: "#9aa5b1",
  // Three beats, because it asks again and again.
  silhouette: {
    outline: [
      [22, 0],
      [8, 12],
      [-18, 12],
      [-18, -12],
      [8, -12],
    ],
    details: [openStroke([-10, -6], [-4, 0], [-10, 6]), openStroke([0, -6], [6, 0], [0, 6])],
  },
  between: "player and server",
  listensOn: "http",
  network: { transport: "tcp", protocol: "http" },
  loss: "replaced",
  httpPath: "/link/short-polling",
  hasPollInterval: true,
  explanation: {
    route: "POST up, down a GET every 200 ms",
    underLoss: "later updates wait for it",
    direction: "Pull: the page asks every 200 ms, whether there is something or not.",
    runsOn: "Plain HTTP requests over TCP.",
    orderAndLoss:
      "Between two requests newer snapshots replace older ones. What must arrive waits at the server, in order.",
    cost: "Two connections at a time, and some hundred bytes of HTTP headers for each question, also when the answer is empty.",
    whenToChoose: "When news are rare and may be late, and the server should stay simple.",
    plain:
      "Like looking into the letter box every five minutes: most times it is empty, and a letter lies there until you look.",
  },
});
