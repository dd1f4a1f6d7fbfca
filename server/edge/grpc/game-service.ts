/** `Game` of crosswire.proto: a stream of requests and events becomes a seat in a room. */
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { chat, MalformedMessage } from "#protocol";
import { Game, type PlayRequest } from "#protocol/wire";
import { cleanName, isRoomName } from "#signaling";
import {
  type Admission,
  type CloseCode,
  type HandshakeLimits,
  networkOf,
  PendingHandshakes,
} from "#transport";
import { addressOfCall, firstMessage, abortCall, originHeadersOfCall } from "#transport/accept";
import type { Faults } from "../../faults.ts";
import type { PlayerAdmission } from "../player-admission.ts";
import { MessageRateLimiter } from "../message-rate-limiter.ts";
import { GrpcClientSession } from "./grpc-client-session.ts";

export interface GameServiceOptions {
  readonly players: PlayerAdmission;
  readonly faults: Faults;
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
    const client = admit(request.value, address, options, () => {
      const timer = setTimeout(closeCall, drainTimeoutMs);
      context.signal.addEventListener("abort", () => clearTimeout(timer));
    });
    void handleRequests(client, { [Symbol.asyncIterator]: () => up }, options.now);
    yield* client.sendQueue.events();
  }

  return (router) => void router.service(Game, { play });
}

/** `ended` is called once the seat is free again. @throws ConnectError */
function admit(
  { name, room, snapshotRateHz }: Join,
  address: string | undefined,
  { players, faults, now }: GameServiceOptions,
  ended: () => void,
): GrpcClientSession {
  const wish = { name: cleanName(name), room: room || "lobby", bots: undefined };
  if (!isRoomName(wish.room))
    throw new ConnectError(
      "a room is 1 to 32 lower-case letters, digits, hyphens",
      Code.InvalidArgument,
    );
  const client = players.join(wish, networkOf(address), {
    traced: false,
    clientAt: (seat) =>
      new GrpcClientSession({
        seat,
        now,
        snapshotRateHz,
        ended(session, code, why) {
          session.sendQueue.end(errorOf(code, why));
          ended();
        },
        failed: (error) =>
          faults.record("session", "A gRPC client's session has ended after an error", error),
      }),
  });
  if (client instanceof GrpcClientSession) {
    client.start();
    return client;
  }
  const { code, why } = client;
  if (code === "refused") players.countRefusal(code);
  throw errorOf(code, why) ?? new ConnectError(why, Code.Unknown);
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
      return client.deliver({ kind: chat.kind, value: checkedChat(request.value.text) });
    case "join":
      throw new ConnectError("joined already", Code.FailedPrecondition);
    case undefined:
      throw new ConnectError("a request that asks for nothing known", Code.InvalidArgument);
  }
}

/** The text as a browser could have sent it. @throws ConnectError */
function checkedChat(text: string): string {
  try {
    return chat.decode(chat.encode(text));
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof MalformedMessage)) throw error;
    throw new ConnectError(error.message, Code.InvalidArgument);
  }
}

function errorOf(code: CloseCode, why: string): ConnectError | undefined {
  switch (code) {
    case "done":
      return undefined;
    case "refused":
    case "overflow":
      return new ConnectError(why, Code.ResourceExhausted);
    case "going-away":
      return new ConnectError(why, Code.Unavailable);
    case "timeout":
      return new ConnectError(why, Code.DeadlineExceeded);
    case "incompatible":
    case "protocol-error":
    case "lost":
      return new ConnectError(why, Code.Internal);
  }
}
