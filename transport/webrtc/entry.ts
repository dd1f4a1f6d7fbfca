import { dart, defineTransport } from "../entry.ts";

export const webrtc = defineTransport({
  name: "webrtc",
  label: "WebRTC",
  colour: "#4cc9f0",
  // The bare dart: nothing is kept in order.
  silhouette: { outline: dart, details: [] },
  between: "player and server",
  listensOn: "udp",
  network: { transport: "udp", protocol: "sctp" },
  loss: "network",
  noAnswerHint: "UDP may be blocked",
  explanation: {
    route: "data channels to the server's own peer, no retransmissions",
    underLoss: "the update is skipped",
    direction: "Push: each end sends as soon as it has something.",
    runsOn: "SCTP data channels, inside DTLS encryption, over UDP.",
    orderAndLoss:
      "Snapshots and inputs may be lost, and a late one is dropped. Nothing waits for a lost packet. Chat and kills are resent until they arrive.",
    cost: "One UDP flow, and about 70 bytes of headers a packet. Connecting takes about six round trips.",
    whenToChoose:
      "When only the newest state counts, as in fast games. Some networks block UDP, so keep another transport beside it.",
    plain:
      "Like postcards: each one travels alone. One that gets lost is not sent again, and the next does not wait for it.",
  },
});
