/** Dials over gRPC as browsers can: a stream down, unary calls up, one at a time. */
import { defaultLimits, type Dialer, type LinkLimits } from "../link.ts";
import type { WireService } from "./service.ts";

export interface GrpcDialerOptions {
  /** Loaded at the first dial, together with the gRPC code: most players never need it. */
  readonly service: () => Promise<WireService>;
  /** Connect's own protocol by default, whose errors a browser's network panel can show. */
  readonly protocol?: "connect" | "grpc-web";
  readonly limits?: Partial<LinkLimits>;
}

export function grpcDialer({ service, protocol = "connect", limits }: GrpcDialerOptions): Dialer {
  return {
    transport: "grpc",
    async dial(address, attach, options = {}) {
      options.signal?.throwIfAborted();
      const startMs = performance.now();
      const [wire, { dialWeb }] = await Promise.all([service(), import("./dial-web.ts")]);
      options.onPhase?.({ name: "load", startMs, endMs: performance.now() });
      return dialWeb({
        ...options,
        address,
        attach,
        service: wire,
        protocol,
        limits: { ...defaultLimits, ...limits },
      });
    },
  };
}
