/** Where a transport's, message's or feature's name may occur outside its places, and why. */
import type { Exception } from "./places.suite.ts";

/** Strings that equal a name and mean something else. */
const otherMeanings: readonly Exception[] = [
  {
    names: ["websocket"],
    files: [
      "transport/socketio/**",
      "transport/http-router.ts",
      "signaling/mesh.ts",
      "client/connection/signaling-client.ts",
    ],
    reason: "Socket.IO and the Upgrade header of HTTP call the protocol so",
  },
  {
    names: ["grpc"],
    files: ["otel/server/settings.ts"],
    reason: "a value of OTEL_EXPORTER_OTLP_PROTOCOL",
  },
  {
    names: ["grpc"],
    files: ["server/edge/grpc/**"],
    reason: "what the roster shows of native gRPC clients, which use the same protocol",
  },
  {
    names: ["mesh"],
    files: ["client/page-address.ts", "client/panels/settings/switches.ts"],
    reason: "the switch for the peer mesh, which is beside the link of a session",
  },
  {
    names: ["ack"],
    files: ["transport/{frame,wire,wire-link}.ts", "transport/{grpc,http}/*.ts"],
    reason: "a frame of every link, below all messages",
  },
  {
    names: ["ping"],
    files: ["transport/bounded-websocket-server.ts"],
    reason: "an event of the library ws",
  },
  {
    names: ["input", "snapshot"],
    files: ["client/panels/net-graph/**", "otel/viewer/**"],
    reason: "words that a reader of numbers and traces reads",
  },
  {
    names: ["snapshot"],
    files: ["client/client-game.ts"],
    reason: "the event of the game that a snapshot has arrived",
  },
  {
    names: ["hello"],
    files: ["client/connection/handshake.ts"],
    reason: "the phase of connecting that traces show",
  },
  {
    names: ["chat"],
    files: ["client/input/key-target.ts"],
    reason: "the panel, which takes the keyboard while it is open",
  },
  {
    names: ["chat", "killed", "roster", "snapshot"],
    files: ["server/edge/grpc/**"],
    reason: "cases of protocol/crosswire.proto, which is a protocol of its own",
  },
];

/** Transports that share code. */
const families: readonly Exception[] = [
  {
    names: ["socketio", "socketio-polling"],
    files: ["transport/{socketio,socketio-polling}/**"],
    reason: "both are Socket.IO: one link, acceptor and dialer, made for either",
  },
  {
    names: ["webrtc", "webrtc-reliable"],
    files: ["transport/{webrtc,webrtc-reliable,mesh}/**"],
    reason: "all are peer connections, with other data channels",
  },
];

/** Code that handles a message or is made for it. */
const handlers: readonly Exception[] = [
  {
    names: ["ack"],
    files: ["protocol/channel/channel.ts"],
    reason: "the channel acknowledges",
  },
  {
    names: ["snapshot"],
    files: ["protocol/kinds.ts"],
    reason: "a snapshot may be a delta, so it has functions of its own",
  },
];

/** Things that others are built around. */
const shared: readonly Exception[] = [
  {
    names: ["rounds"],
    files: ["server/game-server.ts", "server/edge/http/api.ts"],
    reason: "the results of rounds outlive rooms and are served over HTTP",
  },
  {
    names: ["announcer", "join"],
    files: ["client/panels/{index.ts,app.tsx}"],
    reason: "the join screen comes before all panels, and the announcer speaks for all of them",
  },
  {
    names: ["settings"],
    files: ["client/panels/badge/**"],
    reason: "the badge opens the choice of transports",
  },
  {
    names: [
      "badge",
      "chat",
      "join",
      "kill-feed",
      "net-graph",
      "round-clock",
      "scoreboard",
      "settings",
      "trace",
      "vitals",
    ],
    files: ["client/view.ts"],
    reason: "signals that several panels or the page read",
  },
];

export const exceptions: readonly Exception[] = [
  ...otherMeanings,
  ...families,
  ...handlers,
  ...shared,
];
