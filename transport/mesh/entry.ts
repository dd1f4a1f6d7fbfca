import { defineTransport, openStroke } from "../entry.ts";

export const mesh = defineTransport({
  name: "mesh",
  label: "Wing link",
  colour: "#2dd4bf",
  silhouette: {
    outline: [
      [24, 0],
      [4, 12],
      [-19, 0],
      [4, -12],
    ],
    details: [openStroke([4, -12], [4, 12])],
  },
  between: "two players",
  network: { transport: "udp", protocol: "sctp" },
  loss: "network",
  exempt: { T18: "signaling decides who may come, before the two peers exchange anything" },
  explanation: {
    route: "browser to browser, beside the link to the server",
    underLoss: "the update is skipped",
    direction: "Push: each browser sends to the other as soon as it has something.",
    runsOn:
      "WebRTC data channels, directly between two players' browsers. The server only introduces them.",
    orderAndLoss: "Ship states may be lost, and a late one is dropped.",
    cost: "One UDP flow for each other player, so that it suits a few players and not a hundred.",
    whenToChoose:
      "When two players are nearer to each other than to the server. It can never decide who hit whom: nobody can check another browser.",
    plain: "Like passing notes to your neighbour directly, instead of through the teacher.",
  },
});
