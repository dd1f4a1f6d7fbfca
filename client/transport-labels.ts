/** What transports are called, wherever a player reads of them. */

export const transportLabels: Readonly<Record<string, string>> = {
  auto: "Auto",
  webrtc: "WebRTC",
  "webrtc-reliable": "WebRTC reliable",
  webtransport: "WebTransport",
  websocket: "WebSocket",
  socketio: "Socket.IO",
  "socketio-polling": "Socket.IO polling",
  sse: "SSE",
  "long-polling": "Long polling",
  "short-polling": "Short polling",
  grpc: "gRPC",
  mesh: "Mesh",
  memory: "Memory",
  bot: "Bot",
};

/** Where this page asks for news at an interval. */
export const pollingTransports: ReadonlySet<string> = new Set(["short-polling"]);

export function labelOf(transport: string): string {
  return transportLabels[transport] ?? transport;
}
