/**
 * What both ends of a WebSocket say of it: its path, and its subprotocols, which carry the credential, since a browser can
 * set no header. The dialer offers `crosswire` and `crosswire.<credential>`; the acceptor answers `crosswire`.
 *
 * A subprotocol is a token (RFC 9110 §5.6.2), so the credential's other characters are percent-encoded.
 */
export const websocketPath = "/link/websocket";
export const subprotocol = "crosswire";

const credentialPrefix = `${subprotocol}.`;

export function subprotocolsWith(credential: string): string[] {
  const escaped = encodeURIComponent(credential).replaceAll("(", "%28").replaceAll(")", "%29");
  return [subprotocol, credentialPrefix + escaped];
}

/** The credential in a `Sec-WebSocket-Protocol` header; undefined where there is none. */
export function credentialIn(header: string | undefined): string | undefined {
  const offered = (header ?? "").split(",").map((each) => each.trim());
  const found = offered.find((each) => each.startsWith(credentialPrefix));
  if (found === undefined || !offered.includes(subprotocol)) return undefined;
  try {
    return decodeURIComponent(found.slice(credentialPrefix.length));
  } catch {
    return undefined;
  }
}
