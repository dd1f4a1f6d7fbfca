/**
 * The path and the subprotocols of a WebSocket. The subprotocols carry the credential, because a browser cannot set
 * headers: the dialer offers `crosswire` and `crosswire.<credential>`, and the acceptor answers `crosswire`. A subprotocol
 * is a token (RFC 9110 §5.6.2), so other characters of the credential are percent-encoded.
 */
export const websocketPath = "/link/websocket";
export const subprotocol = "crosswire";

const credentialPrefix = `${subprotocol}.`;

export function subprotocolsWith(credential: string): string[] {
  const escaped = encodeURIComponent(credential).replaceAll("(", "%28").replaceAll(")", "%29");
  return [subprotocol, credentialPrefix + escaped];
}

/** The credential in a `Sec-WebSocket-Protocol` header; undefined if it is absent or malformed, or `crosswire` is not offered. */
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
