import { closedStroke, defineTransport } from "../entry.ts";

export const grpc = defineTransport({
  name: "grpc",
  label: "gRPC",
  colour: "#ef6f9f",
  // A stub around a typed body is a hexagon with a nose.
  silhouette: {
    outline: [
      [25, 0],
      [10, 8],
      [6, 15],
      [-10, 15],
      [-19, 0],
      [-10, -15],
      [6, -15],
      [10, -8],
    ],
    details: [closedStroke([2, 6], [-7, 6], [-12, 0], [-7, -6], [2, -6], [6, 0])],
  },
  between: "player and server",
  listensOn: "http",
  network: { transport: "tcp", protocol: "http" },
  loss: "none",
  httpPath: "/crosswire.v1.Wire/",
  explanation: {
    route: "unary calls up, a server stream down (Connect, gRPC-Web)",
    underLoss: "later updates wait for it",
    direction: "Push down: one call whose answer is a stream. Up, one call after another.",
    runsOn:
      "HTTP over TCP, with protobuf messages. Browsers use Connect or gRPC-Web; programs use HTTP/2 and stream both ways.",
    orderAndLoss: "Everything arrives, in the order sent. After a loss all later messages wait.",
    cost: "Two connections at a time over HTTP/1.1. Down 5 bytes and a protobuf wrapper a message; up some hundred bytes of headers a call.",
    whenToChoose:
      "When services in several languages share one typed definition. For a game in a browser it is SSE with a schema.",
    plain:
      "Like ordering by form: both sides print their forms from one template, so neither can misread the other.",
  },
});
