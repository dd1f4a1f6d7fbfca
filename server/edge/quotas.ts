/**
 * What one network (an IPv4 address, or an IPv6 /64) may have of this server, in proportion to the players that it may
 * have, so that one anonymous client cannot use up what others need. A class behind one address is one network too, and so
 * are all players behind one proxy; hence the setting.
 */
import type { HandshakeLimits } from "#transport";
import type { ServerBounds } from "#transport/accept";

export interface Quotas {
  /** Sessions at once. */
  readonly players: number;
  /** Rooms with players that it made. */
  readonly rooms: number;
  /** Tickets that are not spent. */
  readonly tickets: number;
  readonly handshakes: Pick<HandshakeLimits, "perNetwork" | "total">;
  readonly bounds: Pick<ServerBounds, "maxConnections" | "maxConnectionsPerNetwork">;
}

/** A class of 30 in two tabs each. */
export const defaultPlayersPerAddress = 64;

/** Six requests of HTTP/1.1 and two WebSockets; twice that during a reload. */
const connectionsPerPlayer = 16;
/** That many handshakes take at most 25 MB. */
const handshakesInAll = 256;
/** Every seat of 64 rooms, with a page, a WebSocket and two that are being replaced. */
const connectionsInAll = 4096;

export function quotasFor(players: number): Quotas {
  const connections = connectionsPerPlayer * players;
  return {
    players,
    rooms: Math.ceil(players / 4),
    tickets: players,
    handshakes: { perNetwork: players, total: Math.max(handshakesInAll, players) },
    bounds: {
      maxConnections: Math.max(connectionsInAll, connections),
      maxConnectionsPerNetwork: connections,
    },
  };
}
