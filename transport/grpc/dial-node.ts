/** Dials over native gRPC: one HTTP/2 stream both ways, on a connection of its own. For bots and tools; browsers cannot. */
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { defaultLimits, type Dialer, type LinkLimits } from "../link.ts";
import { dialStream } from "./dial-stream.ts";
import type { FrameBatcher } from "./frame-batcher.ts";
import type { WireService } from "./service.ts";

export interface GrpcNodeDialerOptions {
  readonly service: WireService;
  readonly limits?: Partial<LinkLimits>;
}

export function grpcNodeDialer({ service, limits }: GrpcNodeDialerOptions): Dialer {
  return {
    transport: "grpc",
    async dial({ origin, credential }, attach, options = {}) {
      const sessionManager = new Http2SessionManager(origin);
      const client = createClient(
        service,
        createGrpcTransport({ baseUrl: origin, sessionManager }),
      );
      return dialStream({
        ...options,
        attach,
        limits: { ...defaultLimits, ...limits },
        call: ({ frames }, signal) => client.link(chunksOf(credential, frames), { signal }),
        ended: () => sessionManager.abort(),
      });
    },
  };
}

async function* chunksOf(credential: string, frames: FrameBatcher) {
  yield { credential };
  for await (const batch of frames.batches()) yield { frames: batch };
}
