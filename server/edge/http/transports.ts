/** The transports of this server: which it offers, and what each of its HTTP servers accepts. */
import type { FastifyInstance } from "fastify";
import { type Acceptor, type Admission, type HandshakeLimits, playerTransports } from "#transport";
import type { TransportName } from "#transport";
import { Wire } from "#protocol/wire";
import { createHttpAcceptors } from "#transport/accept";

export interface TransportOffer {
  readonly name: TransportName;
  readonly label: string;
  readonly offered: boolean;
  /** Why it is not offered; empty where it is. */
  readonly why: string;
}

/** In the order of the list that players choose from. `missing` has the reason for each transport that this server lacks. */
export const transportOffers = (
  missing: ReadonlyMap<TransportName, string>,
): readonly TransportOffer[] =>
  playerTransports.map(({ name, label }) => {
    const why = missing.get(name);
    return { name, label, offered: why === undefined, why: why ?? "" };
  });

/** The transports that live on an HTTP server: a set for each, with its routes and upgrades. */
export const acceptorsOn = (
  fastify: FastifyInstance,
  admission: Admission,
  handshakes?: Partial<HandshakeLimits>,
): readonly Acceptor[] =>
  createHttpAcceptors({ fastify, server: fastify.server, admission, handshakes, service: Wire });
