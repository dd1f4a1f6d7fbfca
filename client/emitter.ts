/** Events of one source: whoever subscribed to a name is called with each event of it, in the order of subscription. */
export class Emitter<Events extends object> {
  readonly #handlers: { [K in keyof Events]?: ((event: Events[K]) => void)[] } = {};

  on<K extends keyof Events>(name: K, handler: (event: Events[K]) => void): void {
    (this.#handlers[name] ??= []).push(handler);
  }

  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const handler of this.#handlers[name] ?? []) handler(event);
  }
}
