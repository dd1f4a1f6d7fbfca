/**
 * The STUN and TURN servers with which browsers find a path to each other.
 *
 *   GET /api/ice  Authorization: Bearer <session key>  -> {"iceServers": [{"urls", "username"?, "credential"?}]}; 401, 429
 *
 * Relays cost money, so their credentials are made for one player and one hour, by draft-uberti-behave-turn-rest-00 §2.2:
 * username = expiry in Unix seconds ":" seat, credential = base64(HMAC-SHA1(secret, username)).
 */
import { createHmac } from "node:crypto";
import type { FastifyInstance } from "fastify";
import * as v from "valibot";
import { bearerToken, TokenBucket } from "#transport";
import type { Member } from "./mesh.ts";

/** As in RTCConfiguration. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

export interface IceOptions {
  readonly servers: readonly IceServer[];
  /** Shared with the TURN server (coturn's `static-auth-secret`). */
  readonly secret: string | undefined;
}

const credentialTtlSeconds = 3600;
/** A page asks once when it joins and again before the hour is over; each answer gives access to the relay. */
const requestRate = { burst: 6, perSecond: 6 / credentialTtlSeconds };

export function iceServersFor(
  { servers, secret }: IceOptions,
  seat: number,
  nowMs: number,
): readonly IceServer[] {
  if (secret === undefined) return servers;
  const username = `${Math.floor(nowMs / 1000) + credentialTtlSeconds}:${seat}`;
  const credential = createHmac("sha1", secret).update(username).digest("base64");
  return servers.map((server) =>
    server.urls.some(isRelay) && server.username === undefined
      ? { ...server, username, credential }
      : server,
  );
}

export interface IceRouteOptions extends IceOptions {
  /** The seated player of this key, if it has an open link. */
  readonly memberOf: (key: string) => Member | undefined;
  readonly now: () => number;
}

/** Per session, for all servers of this process. */
const bucketByMember = new WeakMap<Member, TokenBucket>();

export function iceRoute(fastify: FastifyInstance, options: IceRouteOptions): void {
  const { memberOf, now } = options;
  fastify.get("/api/ice", async (request, reply) => {
    const key = bearerToken(request);
    const member = key === undefined ? undefined : memberOf(key);
    if (!member) return await reply.code(401).send({ error: "join a room first" });
    const bucket = bucketByMember.get(member) ?? new TokenBucket({ now, ...requestRate });
    bucketByMember.set(member, bucket);
    if (!bucket.take())
      return await reply
        .code(429)
        .send({ error: "asked too often; the last answer is good for an hour" });
    void reply.header("cache-control", "no-store");
    return { iceServers: iceServersFor(options, member.seat, now()) };
  });
}

const isRelay = (url: string): boolean => /^turns?:/.test(url);
const iceUrl = v.pipe(v.string(), v.regex(/^(stuns?|turns?):[^\s/?]+(\?transport=(udp|tcp))?$/));
const urls = v.union([iceUrl, v.pipe(v.array(iceUrl), v.minLength(1))]);
const serversJson = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(
    v.union([
      v.object({ urls, username: v.string(), credential: v.string() }),
      v.object({
        urls,
        username: v.optional(v.undefined()),
        credential: v.optional(v.undefined()),
      }),
    ]),
  ),
);

/**
 * Parses `ICE_SERVERS`: addresses separated by commas, or the JSON that RTCPeerConnection takes. Undefined if it is neither, or if it
 * has a relay that nobody can use: there is no secret, and it has no credentials of its own.
 */
export function parseIceServers(text: string, secret: string | undefined): IceServer[] | undefined {
  const servers = text.trimStart().startsWith("[") ? parseServersJson(text) : parseUrlList(text);
  const usable = ({ urls, credential }: IceServer): boolean =>
    secret !== undefined || credential !== undefined || !urls.some(isRelay);
  return servers?.every(usable) ? servers : undefined;
}

function parseUrlList(text: string): IceServer[] | undefined {
  const list = text
    .split(",")
    .map((url) => url.trim())
    .filter(Boolean);
  return list.every((url) => v.is(iceUrl, url)) ? list.map((url) => ({ urls: [url] })) : undefined;
}

function parseServersJson(text: string): IceServer[] | undefined {
  const result = v.safeParse(serversJson, text);
  if (!result.success) return undefined;
  return result.output.map((server) => {
    const list = [server.urls].flat();
    return server.username === undefined ? { urls: list } : { ...server, urls: list };
  });
}
