/** Every transport that this page can dial, in the order in which players choose from them. */
import type { Dialer, TransportName } from "#transport";
import { createDialers } from "#transport/dial";

export const dialers: readonly Dialer[] = createDialers({
  service: async () => (await import("#protocol/wire")).Wire,
});

export const dialable: readonly TransportName[] = dialers.map(({ transport }) => transport);

/** Why this browser cannot dial it on this page; undefined where it can. */
export function unsupportedReason(name: string): string | undefined {
  return dialers.find(({ transport }) => transport === name)?.unsupported?.();
}
