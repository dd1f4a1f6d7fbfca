/** Reads the headers that name the origin of a request and the host it was sent to. */
import type { OriginHeaders } from "./link.ts";

/** For requests of HTTP/1.1 and HTTP/2 alike: where there is `:authority`, Host does not count (RFC 9113 §8.3.1). */
export function originHeadersOf(request: {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}): OriginHeaders {
  const { origin, host, ":authority": authority } = request.headers;
  return { origin: text(origin), host: text(authority ?? host) };
}

const text = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === "string" ? value : value?.join();
