/** User and password of an address: sent as the header they stand for (RFC 7617), since `fetch` takes no URL with them, and shown to nobody. */

export interface HttpTarget {
  /** Without user and password. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function httpTargetOf(address: string): HttpTarget {
  const url = new URL(address);
  const { username, password } = url;
  if (username === "" && password === "") return { url: address, headers: {} };
  url.username = "";
  url.password = "";
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`;
  return { url: url.href, headers: { authorization } };
}

/** For answers: without user, password and query, which may hold a key. */
export function redactedUrl(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
