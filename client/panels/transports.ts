/** What transports are called and which colour token is theirs. */

const labels: Readonly<Record<string, string>> = {
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

export function labelOf(transport: string): string {
  return labels[transport] ?? transport;
}

/** For `style`: `--accent` colours whatever the css beside the panel colours with it. */
export function accentStyle(transport: string | undefined): string {
  return `--accent: var(--${transport && transport in labels && transport !== "auto" ? transport : "dim"})`;
}
