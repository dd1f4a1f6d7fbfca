/** Passes HTTP requests to Connect, which serves gRPC, gRPC-Web and its own protocol on the same paths. */
import type { ServerHttp2Stream } from "node:http2";
import {
  createConnectRouter,
  createContextKey,
  createContextValues,
  type ConnectRouter,
  type HandlerContext,
} from "@connectrpc/connect";
import {
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { UniversalHandler } from "@connectrpc/connect/protocol";
import type { FastifyInstance } from "fastify";
import { addressOf, allowStreamingBody, type WebRequest, type WebResponse } from "../http-guard.ts";
import { routerOf } from "../http-router.ts";
import type { OriginHeaders } from "../link.ts";
import { streamMaxFrameBytes } from "../max-bytes.ts";

import { withReadableMessage } from "./status-message.ts";

/** Services are added to the router. */
export type Routes = (router: ConnectRouter) => void;

/** Key in the context of a call: aborts the call, whether its peer reads the answer or not. */
export const abortCall = createContextKey<() => void>(() => {});

const callerAddress = createContextKey<string | undefined>(undefined);

/** The IP address that a call comes from; undefined when its connection is gone already. */
export const addressOfCall = ({ values }: HandlerContext): string | undefined =>
  values.get(callerAddress);

/** Connect leaves `:authority` out of a call's headers; its URL is made of it. */
export function originHeadersOfCall({ requestHeader, url }: HandlerContext): OriginHeaders {
  return { origin: requestHeader.get("origin") ?? undefined, host: new URL(url).host };
}

/** Twice the longest frame, so that one just above its limit closes its link with a reason. */
const READ_MAX_BYTES = 2 * streamMaxFrameBytes + 1024;

const NEVER_COMPRESS = 2 ** 32 - 1;

function handlersOf(routes: Routes): readonly UniversalHandler[] {
  const router = createConnectRouter({
    // A body that decompresses to more than this is not decompressed to its end.
    readMaxBytes: READ_MAX_BYTES,
    acceptCompression: [compressionGzip],
    // Our messages are small and frequent, so compression costs more than it saves.
    compressMinBytes: NEVER_COMPRESS,
  });
  routes(router);
  return router.handlers;
}

/** For a server that serves nothing else; other paths are 404. */
export function callListener(routes: Routes): (request: WebRequest, response: WebResponse) => void {
  const byPath = new Map(handlersOf(routes).map((handler) => [handler.requestPath, handler]));
  return (request, response) => {
    const handler = byPath.get(request.url ?? "");
    if (handler) {
      void answer(handler, request, response);
      return;
    }
    response.statusCode = 404;
    response.end();
  };
}

/** Adds the paths to a server which others use too. Call it before the server listens. */
export function addCallRoutes(fastify: FastifyInstance, routes: Routes): void {
  routerOf(fastify.server);
  void fastify.register(async (scope) => {
    // Connect reads the body itself.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _payload, done) => done(null));
    for (const handler of handlersOf(routes)) {
      scope.post(handler.requestPath, (request, reply) => {
        reply.hijack();
        void answer(handler, request.raw, reply.raw);
      });
    }
  });
}

async function answer(
  handler: UniversalHandler,
  request: WebRequest,
  response: WebResponse,
): Promise<void> {
  if (hasClientStream(handler)) allowStreamingBody(request);
  if ("stream" in response) closeAfterAnswer(response.stream);
  const context = createContextValues()
    .set(abortCall, () => void response.destroy())
    .set(callerAddress, addressOf(request));
  try {
    const call = universalRequestFromNodeRequest(request, response, undefined, context);
    await universalResponseToNodeResponse(withReadableMessage(await handler(call)), response);
  } catch {
    response.destroy();
  }
}

const hasClientStream = ({ method: { methodKind } }: UniversalHandler): boolean =>
  methodKind === "client_streaming" || methodKind === "bidi_streaming";

/**
 * A request stream that continues after the answer would stay half open for ever. The status is in the trailers, which come
 * last.
 */
function closeAfterAnswer(stream: ServerHttp2Stream): void {
  stream.on("wantTrailers", () => setImmediate(() => stream.close()));
}
