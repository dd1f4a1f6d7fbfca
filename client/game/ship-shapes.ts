/** The shape of a ship: that of its transport, from the catalogue, and one for bots. */
import { catalog, type Silhouette } from "#transport/catalog";

// A bot has no link, so its shape is plain.
const bot: Silhouette = {
  outline: [
    [18, 0],
    [8, 11],
    [-16, 11],
    [-10, 0],
    [-16, -11],
    [8, -11],
  ],
  details: [
    {
      points: [
        [5, 4],
        [-3, 4],
        [-3, -4],
        [5, -4],
      ],
      closed: true,
    },
  ],
};

const shapes: ReadonlyMap<string, Silhouette> = new Map([
  ...catalog.map(({ name, silhouette }): [string, Silhouette] => [name, silhouette]),
  ["bot", bot],
]);

export const shipShapeNames: readonly string[] = [...shapes.keys()];

export const shipShapeOf = (transport: string): Silhouette => shapes.get(transport) ?? bot;
