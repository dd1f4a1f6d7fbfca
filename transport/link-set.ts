/** The open links of a listener, which it closes when it stops. */
import type { Attach, Caller } from "./link.ts";
import type { WireLink } from "./wire-link.ts";

export class LinkSet {
  readonly #links = new Set<WireLink>();

  open(link: WireLink, attach: Attach, caller: Caller): void {
    this.#links.add(link);
    void link.freed.then(() => this.#links.delete(link));
    link.attach(attach, caller);
  }

  /** Closes every link as `going-away`; resolves when their wires are free. */
  async closeAll(why = "the listener stopped"): Promise<void> {
    const links = [...this.#links];
    for (const link of links) link.close("going-away", why);
    await Promise.all(links.map((link) => link.freed));
  }
}
