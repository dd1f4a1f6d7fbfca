/** Dials within the process, for tests and for bots that share the server's process. */
import { defaultLimits, DialFailed, type Dialer, type LinkLimits } from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { WireLink } from "../wire-link.ts";
import type { MemoryHub } from "./hub.ts";

export interface MemoryDialerOptions {
  readonly hub: MemoryHub;
  readonly limits?: Partial<LinkLimits>;
}

export function memoryDialer({ hub, limits }: MemoryDialerOptions): Dialer {
  const transport = "memory";
  return {
    transport,
    async dial({ credential }, attach, { signal, onPhase } = {}) {
      const startMs = performance.now();
      // A turn later, as on any network, so that a caller can abort meanwhile.
      await Promise.resolve();
      onPhase?.({ name: "meet", startMs, endMs: performance.now() });
      signal?.throwIfAborted();
      const [near, far] = hub.createWires();
      if (!hub.accept) {
        const reason = { code: "lost", by: "network", detail: "no acceptor listens" } as const;
        throw new DialFailed({ transport, reason });
      }
      if (!hub.accept(credential, far)) {
        throw new DialFailed({ transport, reason: { code: "refused", by: "remote" } });
      }
      const link = new WireLink({
        transport,
        wire: near,
        limits: { ...defaultLimits, ...limits },
        maxBytes: streamMaxBytes,
      });
      near.link = link;
      link.attach(attach);
      return link;
    },
  };
}
