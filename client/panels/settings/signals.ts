/** The transports that Settings lists. */
import { signal } from "@preact/signals";
import type { TransportName } from "#transport";
import { fetchTransportOffers } from "../../transport-offers.ts";

/** One row of the Transport select: offered, or disabled with the reason. */
export interface TransportOffer {
  readonly name: TransportName | "auto";
  readonly label: string;
  readonly offered: boolean;
  readonly why: string;
}
export const transportOffers = signal<readonly TransportOffer[]>([]);

export function feedSettings(): void {
  void fetchTransportOffers().then((offers) => (transportOffers.value = offers));
}
