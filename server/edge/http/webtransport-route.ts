/**
 * Where browsers find the WebTransport port, and the certificate to expect there:
 *
 *   GET /api/webtransport  Authorization: Bearer <ticket or session key>  -> {"url", "certificateHash"}
 *
 * `url` opens one session, within seconds. `certificateHash` is SHA-256 in base64. Errors are {"error": …} with 401, or 501 where there is no such port.
 */
import type { FastifyInstance } from "fastify";
import { type Admission, bearerToken, type Caller } from "#transport";
import { canonicalHost } from "./addresses.ts";

export interface WebtransportRouteOptions extends Pick<Admission, "admits"> {
  readonly portUdp: number;
  /** The address that the port is bound to. */
  readonly host: string;
  /** A token for the URL of one session. */
  readonly invite: (caller: Caller) => string;
  /** The hash of the current certificate. */
  readonly certificateHash: () => string;
  /** Why this server has no such port; undefined where it has one. */
  readonly missing: string | undefined;
}

export function webtransportRoute(
  fastify: FastifyInstance,
  options: WebtransportRouteOptions,
): void {
  const { portUdp, host, invite, certificateHash, missing } = options;
  fastify.get("/api/webtransport", async (request, reply) => {
    const credential = bearerToken(request);
    if (!credential || !options.admits(credential)) {
      return await reply.code(401).send({ error: "no valid ticket: join the room first" });
    }
    if (missing !== undefined) return await reply.code(501).send({ error: missing });
    reply.header("cache-control", "no-store");
    const token = invite({ address: request.ip, credential });
    const server = `https://${webtransportName(request.hostname, host)}:${portUdp}`;
    const url = `${server}/link/webtransport?token=${token}`;
    return { url, certificateHash: certificateHash() };
  });
}

/**
 * What a page under this name dials. Browsers try only one address of `localhost` for QUIC, and that may not be ours, so
 * the page gets the address itself.
 */
export function webtransportName(name: string, listensOn: string): string {
  if (name !== "localhost") return name;
  return canonicalHost(listensOn)?.includes(":") ? "[::1]" : "127.0.0.1";
}
