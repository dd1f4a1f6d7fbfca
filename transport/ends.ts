/** The options from which all dialers, and all acceptors on an HTTP server, can be created. */
import type { FastifyInstance } from "fastify";
import type { WireService } from "./grpc/service.ts";
import type { WebServer } from "./http-guard.ts";
import type { Admission, LinkLimits } from "./link.ts";
import type { HandshakeLimits } from "./pending-handshakes.ts";
import type { SseDialerOptions } from "./sse/dial.ts";
import type { WebrtcDialerOptions } from "./webrtc/dial.ts";
import type { WebtransportDialerOptions } from "./webtransport/dial.ts";

/** A browser has these constructors; Node gets them from `dial-node.ts`. */
export interface DialerOptions
  extends
    Pick<WebrtcDialerOptions, "RTCPeerConnection">,
    Pick<SseDialerOptions, "EventSource">,
    Pick<WebtransportDialerOptions, "WebTransport"> {
  /** The gRPC service, loaded at the first dial that needs it. */
  readonly service: () => Promise<WireService>;
  readonly limits?: Partial<LinkLimits>;
}

/** An HTTP server, for the acceptors that share it. */
export interface HttpHost {
  /** Must not listen yet: acceptors add routes to it. */
  readonly fastify: FastifyInstance;
  readonly server: WebServer;
  readonly admission: Admission;
  readonly service: WireService;
  readonly handshakes?: Partial<HandshakeLimits> | undefined;
  readonly limits?: Partial<LinkLimits>;
}
