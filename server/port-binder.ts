/** Binds the server's ports one after the other; those that others have are named all at once. */
import { BadOption } from "./bad-option.ts";
import type { PortName, Ports } from "./port-settings.ts";
import { portsTaken } from "./ports.ts";

export interface PortBinderOptions extends Ports {
  readonly address: string;
}

export class PortBinder {
  readonly #options: PortBinderOptions;
  readonly #taken: PortName[] = [];

  constructor(options: PortBinderOptions) {
    this.#options = options;
  }

  /** @throws BadOption for a port that this user may not have */
  async bind(name: PortName, listen: () => Promise<unknown>): Promise<void> {
    try {
      await listen();
    } catch (error) {
      const { code = "", cause } = error as NodeJS.ErrnoException;
      const why = code || (cause as NodeJS.ErrnoException | undefined)?.code;
      if (why === "EACCES")
        throw new BadOption(
          name,
          String(this.#options.numbers[name]),
          "this user may not listen there",
        );
      if (why !== "EADDRINUSE") throw error;
      this.#taken.push(name);
    }
  }

  /** @throws PortsTaken */
  async assertAllBound(): Promise<void> {
    if (this.#taken.length > 0)
      throw await portsTaken(this.#taken, this.#options.address, this.#options);
  }
}
