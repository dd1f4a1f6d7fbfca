/**
 * The server's routes of one transport over HTTP, for HTTP/1.1 and HTTP/2 alike. {path} is `/link/<transport>`.
 *
 *   POST   {path}        Authorization: Bearer <credential>    -> 200 {"link": id}; 401, 503
 *   GET    {path}/{id}   the downlink, the transport's own; the first opens the link
 *   POST   {path}/{id}?n={0, 1, 2 …}   a batch (batch.ts)      -> 204; 400 malformed, 409 out of turn, 408, 413, 429
 *   DELETE {path}/{id}   closes                                -> 204
 *
 * A page of another origin is answered 403, an unknown id 404. The id of a link that has just ended is answered 205, which is no
 * error: either end may close while requests are on their way. Errors are {"error": "what happened"}.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { bearerToken } from "../bearer-token.ts";
import { addressOf } from "../http-guard.ts";
import { routerOf } from "../http-router.ts";
import {
  defaultLimits,
  type Acceptor,
  type Admission,
  type Attach,
  type Caller,
  type LinkLimits,
  type TransportName,
} from "../link.ts";
import { streamMaxBytes, streamMaxReceiveBytes } from "../max-bytes.ts";
import { LinkSet } from "../link-set.ts";
import { originHeadersOf } from "../origin-headers.ts";
import type { HandshakeLimits } from "../pending-handshakes.ts";
import { WireLink } from "../wire-link.ts";
import { readBody } from "./body.ts";
import { HttpPeer, maxPostsAtOnce, type Downlink } from "./http-peer.ts";
import { HttpPeers } from "./http-peers.ts";
import { answerEnded, requestNumber, refuse } from "./requests.ts";

export interface HttpAcceptorOptions {
  /** Must not listen yet: the acceptor adds its routes when it is created. One acceptor of a transport for each server. */
  readonly fastify: FastifyInstance;
  /** `/link/<transport>` by default. */
  readonly path?: string;
  readonly admission: Admission;
  readonly limits?: Partial<LinkLimits>;
  /** Limits of the links that are requested and not yet opened. */
  readonly handshakes?: Partial<HandshakeLimits> | undefined;
}

export interface HttpTransport {
  readonly transport: TransportName;
  readonly createDownlink: (peer: HttpPeer, limits: LinkLimits) => Downlink;
}

export function httpAcceptor(
  { transport, createDownlink }: HttpTransport,
  options: HttpAcceptorOptions,
): Acceptor {
  const { fastify, path = `/link/${transport}`, admission } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const peers = new HttpPeers(limits.heartbeatMs, options.handshakes);
  const downlinks = new WeakMap<HttpPeer, Downlink>();
  const links = new LinkSet();
  let listening: Attach | undefined;
  routerOf(fastify.server);

  function createPeer(caller: Caller): HttpPeer {
    const peer = new HttpPeer({ caller, open });
    downlinks.set(peer, createDownlink(peer, limits));
    return peer;
  }

  function open(peer: HttpPeer): void {
    const downlink = downlinks.get(peer);
    if (!downlink || !listening) return;
    const wire = {
      write: downlink.write.bind(downlink),
      queuedBytes: () => downlink.queuedBytes?.() ?? 0,
      replacedMessages: () => downlink.replacedMessages?.() ?? 0,
      end() {
        downlink.end();
        if (!downlink.hasUnfetchedFrames) return peers.remove(peer);
        setTimeout(() => peers.remove(peer), limits.heartbeatMs).unref();
      },
    };
    const link = new WireLink({ transport, limits, maxBytes: streamMaxBytes, wire });
    peers.opened(peer, link);
    links.open(link, listening, peer.caller);
  }

  async function answerOpen(request: FastifyRequest, reply: FastifyReply) {
    if (!listening) return refuse(request, reply, 503, "no links are accepted now");
    const credential = bearerToken(request);
    if (credential === undefined || !admission.admits(credential)) {
      return refuse(request, reply, 401, "this credential is not admitted");
    }
    const peer = createPeer({ address: addressOf(request.raw), credential });
    peers.add(peer);
    return { link: peer.id };
  }

  async function answerPost(peer: HttpPeer, request: FastifyRequest, reply: FastifyReply) {
    const number = requestNumber(request);
    if (number === undefined) return refuse(request, reply, 400, "a POST has a number, n");
    if (!peer.mayPost(number)) return refuse(request, reply, 409, `POST ${number} is not due`);
    if (peer.postsReading >= maxPostsAtOnce) {
      return refuse(request, reply, 429, "one POST at a time");
    }
    peer.postsReading++;
    const body = await readBody(request.raw, {
      maxBytes: streamMaxReceiveBytes,
      withinMs: limits.heartbeatMs,
    });
    peer.postsReading--;
    switch (body) {
      case "too large":
        peer.link?.close("protocol-error", `a POST above ${streamMaxReceiveBytes} bytes`);
        return refuse(request, reply, 413, `more than ${streamMaxReceiveBytes} bytes`);
      case "too slow":
        return refuse(request, reply, 408, `not whole after ${limits.heartbeatMs} ms`);
      case "cut":
        return reply.hijack();
      default:
    }
    switch (await peer.receive(number, body)) {
      case "received":
      case "repeated":
        return reply.code(204).send();
      case "malformed":
        return reply.code(400).send({ error: "not a batch of frames" });
      case "stale":
        return reply.code(409).send({ error: `POST ${number} is out of turn` });
    }
  }

  /** Wraps the handler of a route that needs an existing link. */
  const withPeer =
    (answer: (peer: HttpPeer, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { id } = request.params as { id: string };
      const peer = peers.get(id);
      if (!peer && peers.hasEnded(id)) return answerEnded(request, reply);
      if (!peer) return refuse(request, reply, 404, "there is no such link");
      return await answer(peer, request, reply);
    };

  void fastify.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      // The route reads the body itself, because it knows whose it is.
      scope.addContentTypeParser("application/octet-stream", (_request, _body, done) => done(null));
      scope.addHook("onRequest", async (request, reply) => {
        reply.header("cache-control", "no-store");
        const refused = admission.refusal(originHeadersOf(request));
        if (refused !== undefined) await refuse(request, reply, 403, refused);
      });
      scope.post("/", answerOpen);
      scope.post("/:id", withPeer(answerPost));
      scope.get(
        "/:id",
        // A HEAD would open the link.
        { exposeHeadRoute: false },
        withPeer(async (peer, request, reply) => downlinks.get(peer)?.answer(request, reply)),
      );
      scope.delete(
        "/:id",
        withPeer(async (peer, _request, reply) => {
          peers.remove(peer);
          peer.link?.lost("the far side hung up");
          return reply.code(204).send();
        }),
      );
    },
    { prefix: path },
  );

  return {
    transport,
    async listen(attach) {
      listening = attach;
      return {
        async stop() {
          listening = undefined;
          peers.removeHalfOpen();
          await links.closeAll();
        },
      };
    },
  };
}
