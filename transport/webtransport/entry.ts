import { defineTransport } from "../entry.ts";

export const webtransport = defineTransport({
  name: "webtransport",
  label: "WebTransport",
  colour: "#b388ff",
  // A fork: many streams side by side.
  silhouette: {
    outline: [
      [22, 9],
      [-6, 5],
      [22, -9],
      [-2, -16],
      [-18, -6],
      [-12, 0],
      [-18, 6],
      [-2, 16],
    ],
    details: [],
  },
  between: "player and server",
  listensOn: "udp",
  network: { transport: "quic", protocol: "http" },
  loss: "network",
  explanation: {
    route: "HTTP/3 datagrams and streams",
    underLoss: "the update is skipped",
    direction: "Push: each end sends as soon as it has something.",
    runsOn: "HTTP/3 over QUIC, which is encrypted and runs over UDP.",
    orderAndLoss:
      "Snapshots and inputs are datagrams and may be lost. What must arrive has streams of its own, and a loss in one stream delays no other.",
    cost: "One QUIC connection, and about 40 bytes of headers a packet. Connecting takes two to three round trips.",
    whenToChoose:
      "When you run the server and your players' browsers have it: WebRTC's freedom without its negotiation. The page needs HTTPS or localhost.",
    plain:
      "Like postcards and parcels by the same carrier: postcards may get lost, parcels arrive, and neither waits for the other.",
  },
});
