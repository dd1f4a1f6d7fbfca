/** Accepts memory dialers of this process. */
import { defaultLimits, type Acceptor, type Admission, type LinkLimits } from "../link.ts";
import { streamMaxBytes } from "../max-bytes.ts";
import { LinkSet } from "../link-set.ts";
import { WireLink } from "../wire-link.ts";
import type { MemoryHub } from "./hub.ts";

export interface MemoryAcceptorOptions {
  readonly hub: MemoryHub;
  /** Without it every credential is admitted. */
  readonly admission?: Admission;
  readonly limits?: Partial<LinkLimits>;
}

export function memoryAcceptor({ hub, admission, limits }: MemoryAcceptorOptions): Acceptor {
  const transport = "memory";
  return {
    transport,
    async listen(attach) {
      const links = new LinkSet();
      hub.accept = (credential, wire) => {
        if (admission && !admission.admits(credential)) return false;
        const link = new WireLink({
          transport,
          wire,
          limits: { ...defaultLimits, ...limits },
          maxBytes: streamMaxBytes,
        });
        wire.link = link;
        links.open(link, attach, { address: "memory", credential });
        return true;
      };
      return {
        stop() {
          hub.accept = undefined;
          return links.closeAll();
        },
      };
    },
  };
}
