/** Which transports a player may choose: those that both the server and this browser have, the others with the reason. */
import { unsupportedReason } from "./connection/dialers.ts";
import { autoLabel } from "./transport-labels.ts";
import type { TransportOffer } from "./view.ts";

const auto: TransportOffer = { name: "auto", label: autoLabel, offered: true, why: "" };

function withBrowserSupport(offer: TransportOffer): TransportOffer {
  const why = unsupportedReason(offer.name);
  return why === undefined ? offer : { ...offer, offered: false, why };
}

/** The server's list, Auto first; Auto alone where the server does not answer. */
export async function fetchTransportOffers(): Promise<readonly TransportOffer[]> {
  try {
    const response = await fetch("/api/transports");
    const { transports } = (await response.json()) as { transports: TransportOffer[] };
    return [auto, ...transports.map(withBrowserSupport)];
  } catch {
    return [auto];
  }
}
