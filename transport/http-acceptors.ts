/** The acceptors of all transports that live on an HTTP server. Made by `npm run generate`. */
import type { HttpHost } from "./ends.ts";
import type { Acceptor } from "./link.ts";
import { websocketAcceptor } from "./websocket/accept.ts";
import { socketioAcceptor } from "./socketio/accept.ts";
import { socketioPollingAcceptor } from "./socketio-polling/accept.ts";
import { sseAcceptor } from "./sse/accept.ts";
import { longPollingAcceptor } from "./long-polling/accept.ts";
import { shortPollingAcceptor } from "./short-polling/accept.ts";
import { grpcAcceptor } from "./grpc/accept.ts";

export const createHttpAcceptors = (options: HttpHost): readonly Acceptor[] => [
  websocketAcceptor(options),
  socketioAcceptor(options),
  socketioPollingAcceptor(options),
  sseAcceptor(options),
  longPollingAcceptor(options),
  shortPollingAcceptor(options),
  grpcAcceptor(options),
];
