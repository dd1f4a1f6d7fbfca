/** Moves the user and password of an address into a header (RFC 7617), since `fetch` refuses a URL with them, and hides them in answers. */

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

/** For answers: an address without user, password and query, which may hold a key. */
export function redactedUrl(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
