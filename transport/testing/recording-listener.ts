/** The listener of a link in a test: it keeps all events, in order. */
import type { Attach, CloseReason, Delivery, Link } from "../link.ts";

export type RecordedEvent =
  | { readonly payload: Uint8Array; readonly delivery: Delivery }
  | { readonly closed: CloseReason };

export class RecordingListener {
  readonly log: RecordedEvent[] = [];
  link: Link | undefined;
  /** Called with each payload as it arrives. */
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
    return this.log.flatMap((event) =>
      "payload" in event && (delivery === undefined || event.delivery === delivery)
        ? [event.payload]
        : [],
    );
  }

  closings(): CloseReason[] {
    return this.log.flatMap((event) => ("closed" in event ? [event.closed] : []));
  }
}
