/**
 * Which pages may talk to this server, and by which names it is this server: one rule for every request.
 *
 * A page of another site must not use its visitors' tickets: Origin tells such a page. A page under a foreign name that
 * resolves to this machine must not pass for one of ours (DNS rebinding): Host tells such a page.
 */
import type { FastifyInstance } from "fastify";
import { originHeadersOf, type OriginHeaders } from "#transport";
import { canonicalHost, isWildcardAddress, isLoopback, ownAddresses } from "./addresses.ts";

export interface OriginSettings {
  /** Ports of the server, known once it listens; undefined where it has none. */
  readonly ports: () => { readonly http: number; readonly https: number | undefined };
  /** The address that it listens on, and the name of it if it was given one. */
  readonly hosts: readonly string[];
  /** Origins of further pages; their names are names of this server too. */
  readonly allowed: readonly string[];
}

/** A server has few names and ports; more of them are invented. */
const maxKnown = 64;

/** Why a request is refused, with the setting that would admit it; undefined for one that is admitted. */
export type OriginRule = (headers: OriginHeaders) => string | undefined;

export function originRule({ ports, hosts, allowed }: OriginSettings): OriginRule {
  const names = new Set(
    [...hosts, ...allowed.map((origin) => new URL(origin).hostname)].map(canonicalHost),
  );
  const isOwnAddress = hosts.some(isWildcardAddress) ? ownAddresses() : () => false;
  const isOwnHost = (host: string): boolean => {
    const canonical = canonicalHost(host);
    if (canonical === undefined) return false;
    return isLoopback(canonical) || names.has(canonical) || isOwnAddress(canonical);
  };

  /** A page of this server: of a port of ours, or of a port forwarded to one, which is where its requests go too. */
  function isOwnOrigin(origin: string, host: string | undefined): boolean {
    const url = URL.parse(origin);
    if (!url || !/^https?:$/.test(url.protocol) || !isOwnHost(url.hostname)) return false;
    const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
    const { http, https } = ports();
    if (port === http) return url.protocol === "http:";
    if (port === https) return url.protocol === "https:";
    return host !== undefined && URL.parse(`${url.protocol}//${host}`)?.host === url.host;
  }

  function refusal({ origin, host }: OriginHeaders): string | undefined {
    // Browsers always send Host, so a request without it does not come from a browser.
    if (host !== undefined && !isOwnHost(host.replace(/:\d*$/, ""))) {
      const page =
        origin !== undefined && URL.parse(origin)?.host === host ? origin : `http://${host}`;
      return `this server is not known as ${host}; what its setting ALLOWED_ORIGINS names is, for example ALLOWED_ORIGINS=${page}`;
    }
    if (origin === undefined || allowed.includes(origin) || isOwnOrigin(origin, host)) {
      return undefined;
    }
    return `pages of ${origin} may not talk to this server; those that its setting ALLOWED_ORIGINS names may, for example ALLOWED_ORIGINS=${origin}`;
  }

  /** Headers that were admitted: a page sends the same two with each of its polls. */
  const known = new Set<string>();
  return (headers) => {
    const both = JSON.stringify([headers.origin, headers.host]);
    if (known.has(both)) return undefined;
    const refused = refusal(headers);
    if (known.size >= maxKnown) known.clear();
    if (refused === undefined) known.add(both);
    return refused;
  };
}

/**
 * Answers 403 to what the rule refuses, on every route of this server. Routes that any-origin.ts opens check Host alone.
 * To be called before routes are added.
 */
export function refuseOtherOrigins(fastify: FastifyInstance, rule: OriginRule): void {
  fastify.addHook("onRequest", async (request, reply) => {
    const { origin, host } = originHeadersOf(request);
    const isOpen = request.routeOptions.config.anyOrigin === true;
    const error = rule({ origin: isOpen ? undefined : origin, host });
    if (error !== undefined) await reply.code(403).send({ error });
  });
}
