/** Every transport that this page can dial, in the order in which Settings offers them. */
import type { Dialer, TransportName } from "#transport";
import { createDialers } from "#transport/dial";

export const dialers: readonly Dialer[] = createDialers({
  service: async () => (await import("#protocol/wire")).Wire,
});

export const dialable: readonly TransportName[] = dialers.map(({ transport }) => transport);

/** Why this browser cannot dial this transport on this page; undefined where it can. */
export function unsupportedReason(name: string): string | undefined {
  return dialers.find(({ transport }) => transport === name)?.unsupported?.();
}
