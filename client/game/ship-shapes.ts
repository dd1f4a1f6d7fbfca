/**
 * One silhouette per transport, nose towards +x, in units. The shape hints at how the thing works, and tells
 * players apart who cannot tell the colours apart.
 */
import type { Point, Stroke } from "./sprite-atlas.ts";

export interface ShipShape {
  readonly outline: readonly Point[];
  readonly details: readonly Stroke[];
}

const open = (...points: Point[]): Stroke => ({ points, closed: false });
const loop = (...points: Point[]): Stroke => ({ points, closed: true });

const dart: readonly Point[] = [
  [24, 0],
  [-17, 14],
  [-9, 0],
  [-17, -14],
];

const shipShapes: Readonly<Record<string, ShipShape>> = {
  // Nothing to carry in order: the bare dart.
  webrtc: { outline: dart, details: [] },
  // The same dart, with the bars that keep everything in line.
  "webrtc-reliable": { outline: dart, details: [open([-3, -9], [-3, 9]), open([6, -6], [6, 6])] },
  // Many streams side by side: a fork.
  webtransport: {
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
  // One pipe, framed.
  websocket: {
    outline: [
      [24, 0],
      [2, 13],
      [-19, 8],
      [-19, -8],
      [2, -13],
    ],
    details: [open([-12, 0], [14, 0])],
  },
  // The same pipe with the engine on its back.
  socketio: {
    outline: [
      [24, 0],
      [-2, 14],
      [-10, 6],
      [-20, 6],
      [-20, -6],
      [-10, -6],
      [-2, -14],
    ],
    details: [open([-4, -7], [-4, 7])],
  },
  // A barge: it waits to be emptied.
  "socketio-polling": {
    outline: [
      [19, 6],
      [19, -6],
      [7, -14],
      [-19, -14],
      [-19, 14],
      [7, 14],
    ],
    details: [open([-8, -8], [-8, 8]), open([2, -8], [2, 8])],
  },
  // One way only: a chevron.
  sse: {
    outline: [
      [24, 0],
      [-14, 17],
      [-20, 11],
      [1, 0],
      [-20, -11],
      [-14, -17],
    ],
    details: [],
  },
  // Held open for long: a lance.
  "long-polling": {
    outline: [
      [28, 0],
      [-4, 6],
      [-14, 14],
      [-20, 14],
      [-16, 0],
      [-20, -14],
      [-14, -14],
      [-4, -6],
    ],
    details: [],
  },
  // Ask, ask, ask: three beats.
  "short-polling": {
    outline: [
      [22, 0],
      [8, 12],
      [-18, 12],
      [-18, -12],
      [8, -12],
    ],
    details: [open([-10, -6], [-4, 0], [-10, 6]), open([0, -6], [6, 0], [0, 6])],
  },
  // A stub around a typed body: a hexagon with a nose.
  grpc: {
    outline: [
      [25, 0],
      [10, 8],
      [6, 15],
      [-10, 15],
      [-19, 0],
      [-10, -15],
      [6, -15],
      [10, -8],
    ],
    details: [loop([2, 6], [-7, 6], [-12, 0], [-7, -6], [2, -6], [6, 0])],
  },
  mesh: {
    outline: [
      [24, 0],
      [4, 12],
      [-19, 0],
      [4, -12],
    ],
    details: [open([4, -12], [4, 12])],
  },
  memory: {
    outline: [
      [20, 0],
      [0, 14],
      [-18, 0],
      [0, -14],
    ],
    details: [],
  },
  // No wire at all: a plain machine.
  bot: {
    outline: [
      [18, 0],
      [8, 11],
      [-16, 11],
      [-10, 0],
      [-16, -11],
      [8, -11],
    ],
    details: [loop([5, 4], [-3, 4], [-3, -4], [5, -4])],
  },
};

export const shipShapeNames: readonly string[] = Object.keys(shipShapes);

export function shipShapeOf(transport: string): ShipShape {
  return shipShapes[transport] ?? (shipShapes["bot"] as ShipShape);
}
