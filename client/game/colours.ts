/**
 * The palette, once: the scene, the panels and the trace viewer all name these. `style/tokens.css` repeats
 * them for the panels and a test holds the two together.
 */

export const transportColours = {
  webrtc: "#4cc9f0",
  "webrtc-reliable": "#7b8cff",
  webtransport: "#b388ff",
  websocket: "#ffd166",
  socketio: "#f4a261",
  "socketio-polling": "#e07a5f",
  sse: "#90e39a",
  "long-polling": "#c9b458",
  "short-polling": "#9aa5b1",
  grpc: "#ef6f9f",
  mesh: "#2dd4bf",
  memory: "#cccccc",
  bot: "#8892a6",
} as const;

const baseColours = {
  text: "#dfe7f5",
  dim: "#8b96ad",
  ground: "#07090f",
  danger: "#ff5d73",
} as const;

export const colours = { ...baseColours, ...transportColours } as const;
export type Colours = Readonly<Record<keyof typeof colours, string>>;

/** `#rrggbb` as the number a tint takes. */
export function tintOf(colour: string): number {
  return Number.parseInt(colour.slice(1), 16);
}

/** The accent of a ship by what its player flies on; what we do not know looks like a bot. */
export function accentOf(palette: Colours, transport: string): number {
  return tintOf(
    transport in transportColours
      ? palette[transport as keyof typeof transportColours]
      : palette.bot,
  );
}

/** A tint moved towards white, 0 to 1: the hot core of a glowing line. */
export function lightened(tint: number, share: number): number {
  const channel = (shift: number): number => {
    const value = (tint >> shift) & 0xff;
    return Math.round(value + (255 - value) * share) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}
