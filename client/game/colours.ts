/** The palette of the scene. A ship has its transport's colour, from the catalogue; `style/tokens.css` repeats the others for the panels. */
import { catalog } from "#transport/catalog";

export const colours = {
  text: "#dfe7f5",
  dim: "#8b96ad",
  ground: "#07090f",
  danger: "#ff5d73",
  cyan: "#4cc9f0",
  indigo: "#7b8cff",
  violet: "#b388ff",
  amber: "#ffd166",
  green: "#90e39a",
  bot: "#8892a6",
} as const;

export type Colours = Readonly<Record<keyof typeof colours, string>>;

/** `#rrggbb` as the number a tint takes. */
export function tintOf(colour: string): number {
  return Number.parseInt(colour.slice(1), 16);
}

const transportTints: ReadonlyMap<string, number> = new Map(
  catalog.map(({ name, colour }) => [name, tintOf(colour)]),
);

/** The accent of a ship by its player's transport; a bot's for a name that is no transport. */
export function accentOf(palette: Colours, transport: string): number {
  return transportTints.get(transport) ?? tintOf(palette.bot);
}

/** A tint moved towards white, 0 to 1: the hot core of a glowing line. */
export function lightened(tint: number, share: number): number {
  const channel = (shift: number): number => {
    const value = (tint >> shift) & 0xff;
    return Math.round(value + (255 - value) * share) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}
