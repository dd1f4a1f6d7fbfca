import { dart, defineTransport, openStroke } from "../entry.ts";

export const webrtcReliable = defineTransport({
  name: "webrtc-reliable",
  label: "WebRTC reliable",
  colour: "#7b8cff",
  // The dart of WebRTC, with bars that keep everything in line.
  silhouette: {
    outline: dart,
    details: [openStroke([-3, -9], [-3, 9]), openStroke([6, -6], [6, 6])],
  },
  between: "player and server",
  listensOn: "udp",
  network: { transport: "udp", protocol: "sctp" },
  loss: "none",
  explanation: {
    route: "one ordered reliable data channel",
    underLoss: "later updates wait for it",
    direction: "Push: each end sends as soon as it has something.",
    runsOn: "One SCTP data channel, inside DTLS encryption, over UDP.",
    orderAndLoss:
      "Everything arrives, in the order sent. After a loss all later messages wait until the lost one has been resent.",
    cost: "One UDP flow, and about 70 bytes of headers a packet. Connecting takes about six round trips.",
    whenToChoose:
      "When every message must arrive over WebRTC, as for files. In a game it shows what a data channel with default settings costs.",
    plain:
      "Like numbered letters that may only be opened in order: one that is late keeps all the others closed.",
  },
});
