/**
 * The list of all transports. Names, labels, colours, silhouettes, span attributes, the fallback order, the choice in
 * Settings and the table of the README derive from it. The entry of a transport is in its folder.
 */
import type { TransportEntry } from "./entry.ts";
import { grpc } from "./grpc/entry.ts";
import { longPolling } from "./long-polling/entry.ts";
import { memory } from "./memory/entry.ts";
import { mesh } from "./mesh/entry.ts";
import { shortPolling } from "./short-polling/entry.ts";
import { socketio } from "./socketio/entry.ts";
import { socketioPolling } from "./socketio-polling/entry.ts";
import { sse } from "./sse/entry.ts";
import { webrtc } from "./webrtc/entry.ts";
import { webrtcReliable } from "./webrtc-reliable/entry.ts";
import { websocket } from "./websocket/entry.ts";
import { webtransport } from "./webtransport/entry.ts";

export type { Explanation, Silhouette, SilhouettePoint, TransportEntry } from "./entry.ts";

/** In the order in which Settings offers them. */
const entries = [
  webrtc,
  webrtcReliable,
  webtransport,
  websocket,
  socketio,
  socketioPolling,
  sse,
  longPolling,
  shortPolling,
  grpc,
  mesh,
  memory,
] as const;

export type TransportName = (typeof entries)[number]["name"];

export const catalog: readonly TransportEntry<TransportName>[] = entries;

/** Those between a player and the server. */
export const playerTransports: readonly TransportEntry<TransportName>[] = catalog.filter(
  ({ between }) => between === "player and server",
);

/** What Auto climbs to, best first. */
export const fallbackTiers: readonly TransportName[] = [webrtc, socketio, socketioPolling].map(
  ({ name }) => name,
);
/**
 * What Auto dials while no link is open. A WebSocket opens at once nearly everywhere, plain HTTP remains where a proxy blocks its
 * upgrade, and nobody should wait for WebRTC's six round trips.
 */
export const initialTiers: readonly TransportName[] = [socketio, socketioPolling, webrtc].map(
  ({ name }) => name,
);

const byName: ReadonlyMap<string, TransportEntry<TransportName>> = new Map(
  catalog.map((entry) => [entry.name, entry]),
);

/** Undefined for an unknown name. */
export const findTransport = (name: string): TransportEntry<TransportName> | undefined =>
  byName.get(name);

export function transportEntry(name: TransportName): TransportEntry<TransportName> {
  const entry = byName.get(name);
  if (!entry) throw new Error(`no transport is called ${name}`);
  return entry;
}

/** The CSS variable of a transport's colour. */
export const colourToken = (name: TransportName): string => `--transport-${name}`;

/** Sets the colours of all transports as CSS variables, for a page's style sheets. */
export function setColourTokens(style: { setProperty(name: string, value: string): void }): void {
  for (const { name, colour } of catalog) style.setProperty(colourToken(name), colour);
}
