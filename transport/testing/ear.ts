/** Hears a link for a test: keeps everything it was told, in order. */
import type { Attach, CloseReason, Delivery, Link } from "../link.ts";

export type Heard =
  | { readonly payload: Uint8Array; readonly delivery: Delivery }
  | { readonly closed: CloseReason };

export class Ear {
  readonly log: Heard[] = [];
  link: Link | undefined;
  /** Told of each payload as it arrives. */
  onMessage: (payload: Uint8Array) => void = () => {};

  get attach(): Attach {
    return (link) => {
      this.link = link;
      return {
        message: (payload, delivery) => {
          this.log.push({ payload, delivery });
          this.onMessage(payload);
        },
        closed: (reason) => void this.log.push({ closed: reason }),
      };
    };
  }

  payloads(delivery?: Delivery): Uint8Array[] {
    return this.log.flatMap((heard) =>
      "payload" in heard && (delivery === undefined || heard.delivery === delivery)
        ? [heard.payload]
        : [],
    );
  }

  closings(): CloseReason[] {
    return this.log.flatMap((heard) => ("closed" in heard ? [heard.closed] : []));
  }
}
