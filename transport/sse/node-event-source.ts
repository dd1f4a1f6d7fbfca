/** EventSource for Node, over fetch, with as much as a link uses. It reports errors and never reconnects. */
import type { SseDialerOptions } from "../dial.ts";

class FetchEventSource {
  readonly CLOSED = 2;
  readyState = 0;
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onerror: (() => void) | undefined;
  readonly #closing = new AbortController();

  constructor(url: string) {
    this.#read(url).catch(() => {
      if (this.#closing.signal.aborted) return;
      this.onerror?.();
    });
  }

  close(): void {
    this.readyState = this.CLOSED;
    this.#closing.abort();
  }

  async #read(url: string): Promise<void> {
    const headers = { accept: "text/event-stream" };
    const { ok, body } = await fetch(url, { headers, signal: this.#closing.signal });
    if (!ok || !body) throw new Error("no stream");
    this.readyState = 1;
    this.onopen?.();
    let unread = "";
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const events = (unread + text).split("\n\n");
      unread = events.pop() ?? "";
      for (const event of events) {
        if (event.startsWith("data: ")) this.onmessage?.({ data: event.slice("data: ".length) });
      }
    }
    throw new Error("the stream ended");
  }
}

export const EventSource = FetchEventSource as unknown as NonNullable<
  SseDialerOptions["EventSource"]
>;
