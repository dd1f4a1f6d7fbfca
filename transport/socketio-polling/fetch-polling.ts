/**
 * Engine.IO's long polling over fetch, in browsers and Node alike. Unlike the library's own it aborts its requests: a poll
 * on a cut wire would occupy one of the six connections that a browser has for a host, and the next link needs two.
 */
import { Fetch } from "socket.io-client";

/** For a dialer without a limit of its own: more than twice the longest time that a poll is held. */
const REQUEST_TIMEOUT_MS = 60_000;

export class FetchPolling extends Fetch {
  readonly #closing = new AbortController();

  override doPoll(): void {
    const polled = this.#request({ method: "GET" }, this.#closing.signal);
    polled.then(
      (body) => this.onData(body),
      (error: unknown) => this.#fail("poll", error),
    );
  }

  override doWrite(body: string, written: () => void): void {
    const headers = { "content-type": "text/plain;charset=UTF-8" };
    this.#request({ method: "POST", body, headers }).then(written, (error: unknown) =>
      this.#fail("post", error),
    );
  }

  override doClose(): void {
    super.doClose();
    if (this.readyState === "open") this.#closing.abort();
  }

  async #request(request: RequestInit, signal?: AbortSignal): Promise<string> {
    const timeout = AbortSignal.timeout(this.opts.requestTimeout ?? REQUEST_TIMEOUT_MS);
    const response = await fetch(this.uri(), {
      ...request,
      credentials: "omit",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    if (!response.ok) throw new BadStatus(response.status);
    return response.text();
  }

  #fail(what: "poll" | "post", error: unknown): void {
    if (this.readyState === "closed") return;
    const detail = error instanceof BadStatus ? error.status : error;
    this.onError(`the ${what} failed: ${String(detail)}`, detail);
  }
}

class BadStatus extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}
