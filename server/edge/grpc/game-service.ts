/** `Game` of crosswire.proto: a stream of requests and events becomes a seat in a room. */
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { MalformedMessage } from "#protocol";
import { Game, type PlayRequest } from "#protocol/wire";
import { roomPattern, type TicketStore } from "#signaling";
import {
  type Admission,
  type Attach,
  type CloseReason,
  type HandshakeLimits,
  PendingHandshakes,
} from "#transport";
import { addressOfCall, firstMessage, abortCall, originHeadersOfCall } from "#transport/accept";
import type { Rooms } from "../rooms.ts";
import { MessageRateLimiter } from "../message-rate-limiter.ts";
import { GrpcClientSession } from "./grpc-client-session.ts";

export interface GameServiceOptions {
  readonly attach: Attach;
  readonly tickets: TicketStore;
  readonly rooms: Rooms;
  readonly refusal: Admission["refusal"];
  readonly now: () => number;
  readonly handshakes?: Partial<HandshakeLimits>;
}

type Join = Extract<PlayRequest["request"], { case: "join" }>["value"];

const joinTimeoutMs = 5000;
/** How long a reader may take over the last words. */
const drainTimeoutMs = 1000;
/** A request's bytes are not known here; none that passes is larger than a line of chat. */
const requestBytes = 64;

export function gameRoutes(options: GameServiceOptions): (router: ConnectRouter) => void {
  const handshakes = new PendingHandshakes(options.handshakes);

  async function* play(requests: AsyncIterable<PlayRequest>, context: HandlerContext) {
    const refused = options.refusal(originHeadersOfCall(context));
    if (refused !== undefined) throw new ConnectError(refused, Code.PermissionDenied);
    const closeCall = context.values.get(abortCall);
    const up = requests[Symbol.asyncIterator]();
    const address = addressOfCall(context);
    const { request } = await firstMessage(up, {
      handshakes,
      caller: { address },
      withinMs: joinTimeoutMs,
      abort: closeCall,
    });
    if (request.case !== "join")
      throw new ConnectError(`${request.case ?? "nothing"} before join`, Code.FailedPrecondition);
    const client = new GrpcClientSession({
      attach: options.attach,
      address,
      ticket: ticketFor(request.value, address, options.tickets),
      snapshotRateHz: request.value.snapshotRateHz,
      worldOf: (name) => options.rooms.list().find(({ name: room }) => room === name)?.world,
      closed(reason) {
        client.sendQueue.end(errorOf(reason));
        const timer = setTimeout(closeCall, drainTimeoutMs);
        context.signal.addEventListener("abort", () => clearTimeout(timer));
      },
    });
    void handleRequests(client, { [Symbol.asyncIterator]: () => up }, options.now);
    yield* client.sendQueue.events();
  }

  return (router) => void router.service(Game, { play });
}

/** @throws ConnectError */
function ticketFor(
  { name, room }: Join,
  address: string | undefined,
  tickets: TicketStore,
): string {
  const wanted = room || "lobby";
  if (!new RegExp(roomPattern).test(wanted))
    throw new ConnectError(
      "a room is 1 to 32 lower-case letters, digits, hyphens",
      Code.InvalidArgument,
    );
  return tickets.issue({ name, room: wanted, bots: undefined }, address);
}

/** Does what the requests say, until they end or one is wrong; then the ship leaves. */
async function handleRequests(
  client: GrpcClientSession,
  requests: AsyncIterable<PlayRequest>,
  now: () => number,
): Promise<void> {
  const rate = new MessageRateLimiter(now);
  try {
    for await (const { request } of requests) {
      if (!rate.allows(requestBytes))
        throw new ConnectError("more requests than any player makes", Code.ResourceExhausted);
      handleRequest(client, request);
    }
  } catch (error) {
    client.sendQueue.end(ConnectError.from(error));
  }
  client.leave();
}

/** @throws ConnectError */
function handleRequest(client: GrpcClientSession, request: PlayRequest["request"]): void {
  switch (request.case) {
    case "control":
      if (client.setControl(request.value)) return;
      throw new ConnectError("a control is made of finite numbers", Code.InvalidArgument);
    case "chat":
      try {
        return client.sendChat(request.value.text);
      } catch (error) {
        if (!(error instanceof RangeError || error instanceof MalformedMessage)) throw error;
        throw new ConnectError(error.message, Code.InvalidArgument);
      }
    case "join":
      throw new ConnectError("joined already", Code.FailedPrecondition);
    case undefined:
      throw new ConnectError("a request that asks for nothing known", Code.InvalidArgument);
  }
}

function errorOf({ code, detail = code }: CloseReason): ConnectError | undefined {
  switch (code) {
    case "done":
      return undefined;
    case "refused":
    case "overflow":
      return new ConnectError(detail, Code.ResourceExhausted);
    case "going-away":
      return new ConnectError(detail, Code.Unavailable);
    case "timeout":
      return new ConnectError(detail, Code.DeadlineExceeded);
    case "incompatible":
    case "protocol-error":
    case "lost":
      return new ConnectError(detail, Code.Internal);
  }
}
