/** Accepts links over gRPC: a stream down and calls up, or one stream both ways. Layout: `Wire` in the caller's .proto. */
import { randomBytes } from "node:crypto";
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import type { FastifyInstance } from "fastify";
import {
  defaultLimits,
  type Acceptor,
  type Admission,
  type Attach,
  type LinkLimits,
} from "../link.ts";
import { LinkSet } from "../link-set.ts";
import { type HandshakeLimits, PendingHandshakes } from "../pending-handshakes.ts";
import type { WireLink } from "../wire-link.ts";
import { addCallRoutes, addressOfCall, abortCall, originHeadersOfCall } from "./calls.ts";
import { firstMessage } from "./first-message.ts";
import type { Chunk, SendRequest, WireService } from "./service.ts";
import { receiveChunk, receiveAll, createQueuedLink, type QueuedLink } from "./stream-link.ts";

export interface GrpcAcceptorOptions {
  readonly service: WireService;
  readonly admission: Admission;
  /** The server that receives the calls. Without it, the caller adds `routes` to a server of its own. */
  readonly fastify?: FastifyInstance;
  readonly limits?: Partial<LinkLimits>;
  /** Limits of the streams whose first message has not arrived. */
  readonly handshakes?: Partial<HandshakeLimits> | undefined;
}

export interface GrpcAcceptor extends Acceptor {
  routes(router: ConnectRouter): void;
}

type OutboundChunk = Partial<Pick<Chunk, "frames" | "link">>;

interface GrpcPeer {
  readonly link: WireLink;
  receivedSequence: number;
}

/** How long a reader may take to receive the last frames. */
const FLUSH_WITHIN_MS = 1000;

export function grpcAcceptor(options: GrpcAcceptorOptions): GrpcAcceptor {
  const { service, admission, fastify } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const peers = new Map<string, GrpcPeer>();
  let host: { readonly links: LinkSet; readonly attach: Attach } | undefined;
  const handshakes = new PendingHandshakes(options.handshakes);

  function checkOrigin(context: HandlerContext): void {
    const refused = admission.refusal(originHeadersOfCall(context));
    if (refused !== undefined) throw new ConnectError(refused, Code.PermissionDenied);
  }

  /** Creates a link whose frames leave in the answer of this call. */
  function openLink(credential: string, context: HandlerContext): QueuedLink {
    if (!host) throw new ConnectError("not accepting links", Code.Unavailable);
    if (!admission.admits(credential)) {
      throw new ConnectError("refused", Code.Unauthenticated);
    }
    const abort = context.values.get(abortCall);
    const made = createQueuedLink(limits, () => {
      const timer = setTimeout(abort, FLUSH_WITHIN_MS);
      context.signal.addEventListener("abort", () => clearTimeout(timer));
    });
    context.signal.addEventListener("abort", () => made.link.lost("the call was broken off"));
    host.links.open(made.link, host.attach, { address: addressOfCall(context), credential });
    return made;
  }

  async function* streamOf(
    { link, frames }: QueuedLink,
    id?: string,
  ): AsyncGenerator<OutboundChunk> {
    // Sent at once, so that the dialer knows that it is admitted.
    yield id === undefined ? {} : { link: id };
    for await (const batch of frames.batches()) yield { frames: batch };
    link.lost("the stream ended");
  }

  async function* open({ credential }: { credential: string }, context: HandlerContext) {
    checkOrigin(context);
    const made = openLink(credential, context);
    const id = randomBytes(18).toString("base64url");
    peers.set(id, { link: made.link, receivedSequence: 0 });
    void made.link.freed.then(() => peers.delete(id));
    yield* streamOf(made, id);
  }

  function send({ link, sequence, frames }: SendRequest, context: HandlerContext): object {
    checkOrigin(context);
    const peer = peers.get(link);
    if (!peer) throw new ConnectError("no such link", Code.NotFound);
    // Browsers may repeat a call whose connection broke.
    if (sequence <= peer.receivedSequence) return {};
    if (sequence > peer.receivedSequence + 1) {
      peer.link.close("protocol-error", `call ${sequence} after ${peer.receivedSequence}`);
      throw new ConnectError("out of order", Code.FailedPrecondition);
    }
    peer.receivedSequence = sequence;
    receiveChunk(peer.link, { frames });
    return {};
  }

  async function* link(chunks: AsyncIterable<Chunk>, context: HandlerContext) {
    checkOrigin(context);
    const up = chunks[Symbol.asyncIterator]();
    const { credential } = await firstMessage(up, {
      handshakes,
      caller: { address: addressOfCall(context) },
      withinMs: limits.heartbeatMs,
      abort: context.values.get(abortCall),
    });
    const made = openLink(credential, context);
    void receiveAll(made.link, { [Symbol.asyncIterator]: () => up });
    yield* streamOf(made);
  }

  const routes = (router: ConnectRouter): void =>
    void router.service(service, { open, send, link });
  if (fastify) addCallRoutes(fastify, routes);
  return {
    transport: "grpc",
    routes,
    async listen(attach) {
      const links = new LinkSet();
      host = { links, attach };
      return {
        stop() {
          host = undefined;
          return links.closeAll();
        },
      };
    },
  };
}
