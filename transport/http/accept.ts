/**
 * The server's routes of one transport over HTTP, for HTTP/1.1 and HTTP/2 alike. {path} is `/link/<transport>`.
 *
 *   POST   {path}        Authorization: Bearer <credential>    -> 200 {"link": id}; 401, 503
 *   GET    {path}/{id}   the way down, the transport's own; the first opens the link
 *   POST   {path}/{id}?n={0, 1, 2 …}   a batch (batch.ts)      -> 204; 400 malformed, 409 out of turn, 408, 413, 429
 *   DELETE {path}/{id}   hangs up                              -> 204
 *
 * A page of another origin is answered 403, whoever has no link here 404. Whose link has just ended is answered 205, which is no
 * error: both ends may hang up while requests are on their way. Errors are {"error": "what happened"}.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
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
import { streamMaxBytes, streamMaxHeardBytes } from "../max-bytes.ts";
import { OpenLinks } from "../open-links.ts";
import { originHeadersOf } from "../origin-headers.ts";
import type { HandshakeLimits } from "../pending-handshakes.ts";
import { WireLink } from "../wire-link.ts";
import { bodyOf } from "./body.ts";
import { FarEnd, maxPostsAtOnce, type Down } from "./far-end.ts";
import { FarEnds } from "./far-ends.ts";
import { answerEnded, numberIn, refuse } from "./requests.ts";

export interface HttpAcceptorOptions {
  /** Not listening yet: the routes are added when the acceptor is made. One acceptor of a transport for each. */
  readonly fastify: FastifyInstance;
  /** `/link/<transport>` by default. */
  readonly path?: string;
  readonly admission: Admission;
  readonly limits?: Partial<LinkLimits>;
  /** Of links that nobody has opened yet. */
  readonly handshakes?: Partial<HandshakeLimits> | undefined;
}

export interface Transport {
  readonly transport: TransportName;
  readonly makeDown: (farEnd: FarEnd, limits: LinkLimits) => Down;
}

export function httpAcceptor(
  { transport, makeDown }: Transport,
  options: HttpAcceptorOptions,
): Acceptor {
  const { fastify, path = `/link/${transport}`, admission } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const farEnds = new FarEnds(limits.heartbeatMs, options.handshakes);
  const downs = new WeakMap<FarEnd, Down>();
  const links = new OpenLinks();
  let listening: Attach | undefined;
  routerOf(fastify.server);

  function farEndOf(caller: Caller): FarEnd {
    const farEnd = new FarEnd({ caller, open });
    downs.set(farEnd, makeDown(farEnd, limits));
    return farEnd;
  }

  function open(farEnd: FarEnd): void {
    const down = downs.get(farEnd);
    if (!down || !listening) return;
    const wire = {
      write: down.write.bind(down),
      queuedBytes: () => down.queuedBytes?.() ?? 0,
      replacedMessages: () => down.replacedMessages?.() ?? 0,
      end() {
        down.end();
        if (!down.isOwing) return farEnds.remove(farEnd);
        setTimeout(() => farEnds.remove(farEnd), limits.heartbeatMs).unref();
      },
    };
    const link = new WireLink({ transport, limits, maxBytes: streamMaxBytes, wire });
    farEnds.opened(farEnd, link);
    links.open(link, listening, farEnd.caller);
  }

  async function answerOpening(request: FastifyRequest, reply: FastifyReply) {
    if (!listening) return refuse(request, reply, 503, "nobody listens here just now");
    const credential = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    if (credential === undefined || !admission.admits(credential)) {
      return refuse(request, reply, 401, "this credential is not admitted");
    }
    const farEnd = farEndOf({ address: addressOf(request.raw), credential });
    farEnds.add(farEnd);
    return { link: farEnd.id };
  }

  async function answerPost(farEnd: FarEnd, request: FastifyRequest, reply: FastifyReply) {
    const number = numberIn(request);
    if (number === undefined) return refuse(request, reply, 400, "a POST has a number, n");
    if (!farEnd.mayPost(number)) return refuse(request, reply, 409, `POST ${number} is not due`);
    if (farEnd.postsReading >= maxPostsAtOnce) {
      return refuse(request, reply, 429, "one POST at a time");
    }
    farEnd.postsReading++;
    const body = await bodyOf(request.raw, {
      maxBytes: streamMaxHeardBytes,
      withinMs: limits.heartbeatMs,
    });
    farEnd.postsReading--;
    switch (body) {
      case "too large":
        farEnd.link?.close("protocol-error", `a POST above ${streamMaxHeardBytes} bytes`);
        return refuse(request, reply, 413, `more than ${streamMaxHeardBytes} bytes`);
      case "too slow":
        return refuse(request, reply, 408, `not whole after ${limits.heartbeatMs} ms`);
      case "cut":
        return reply.hijack();
      default:
    }
    switch (await farEnd.hear(number, body)) {
      case "heard":
      case "repeated":
        return reply.code(204).send();
      case "malformed":
        return reply.code(400).send({ error: "not a batch of frames" });
      case "stale":
        return reply.code(409).send({ error: `POST ${number} is out of turn` });
    }
  }

  /** For requests of a link that is there. */
  const ofLink =
    (answer: (farEnd: FarEnd, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { id } = request.params as { id: string };
      const farEnd = farEnds.get(id);
      if (!farEnd && farEnds.hasEnded(id)) return answerEnded(request, reply);
      if (!farEnd) return refuse(request, reply, 404, "there is no such link");
      return await answer(farEnd, request, reply);
    };

  void fastify.register(
    async (scope) => {
      scope.removeAllContentTypeParsers();
      // Read in the route, which knows whose it is.
      scope.addContentTypeParser("application/octet-stream", (_request, _body, done) => done(null));
      scope.addHook("onRequest", async (request, reply) => {
        reply.header("cache-control", "no-store");
        const refused = admission.refusal(originHeadersOf(request));
        if (refused !== undefined) await refuse(request, reply, 403, refused);
      });
      scope.post("/", answerOpening);
      scope.post("/:id", ofLink(answerPost));
      scope.get(
        "/:id",
        // A HEAD would open the link.
        { exposeHeadRoute: false },
        ofLink(async (farEnd, request, reply) => downs.get(farEnd)?.answer(request, reply)),
      );
      scope.delete(
        "/:id",
        ofLink(async (farEnd, _request, reply) => {
          farEnds.remove(farEnd);
          farEnd.link?.lost("the far side hung up");
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
          farEnds.removeHalfOpen();
          await links.closeAll();
        },
      };
    },
  };
}
