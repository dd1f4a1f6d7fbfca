/** Names and addresses of machines, in any spelling: `::1`, `[0:0:0:0:0:0:0:1]`, `::ffff:127.0.0.1`, `LOCALHOST.` */
import { isIP, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * The one spelling that equal hosts have in common: that of browsers, IPv6 without brackets and zone, names without the dot
 * of the root, IPv4 as IPv4 where it is mapped into IPv6 (RFC 4291 §2.5.5.2). Undefined for what is no host, or has a port.
 */
export function canonicalHost(host: string): string | undefined {
  const urlHost = hostInUrl(host.replace(zone, "$1"));
  // Characters that would end the host of a URL, or that its parser drops.
  if (/[/?#@\\%\s]/.test(urlHost)) return undefined;
  const url = URL.parse(`http://${urlHost}`);
  if (!url) return undefined;
  const canonical = url.hostname.replace(brackets, "$1").replace(/\.$/, "");
  const [, high = "", low = ""] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(canonical) ?? [];
  return high === "" ? canonical : dotted(Number.parseInt(high, 16), Number.parseInt(low, 16));
}

/** As it stands in a URL: IPv6 in brackets (RFC 3986 §3.2.2). */
export const hostInUrl = (host: string): string =>
  host.includes(":") ? `[${host.replace(brackets, "$1")}]` : host;

/** RFC 6761 §6.3: names below `localhost` are loopback too. */
export const isLoopback = (canonical: string): boolean =>
  canonical === "::1" ||
  /^(.+\.)?localhost$/.test(canonical) ||
  (isIPv4(canonical) && canonical.startsWith("127."));

/** Whether a server that listens there listens on every address of this machine. */
export const isWildcardAddress = (host: string): boolean =>
  ["0.0.0.0", "::"].includes(canonicalHost(host) ?? "");

/**
 * Whether this very machine is at the other end: by loopback, or by one of its own addresses, which it then has at both ends.
 * The socket's own addresses: a proxy's header could claim any.
 */
export function isFromThisMachine({
  remoteAddress = "",
  localAddress,
}: {
  readonly remoteAddress: string | undefined;
  readonly localAddress: string | undefined;
}): boolean {
  const remote = canonicalHost(remoteAddress);
  if (remote === undefined) return false;
  return isLoopback(remote) || remote === canonicalHost(localAddress ?? "");
}

/** Tells whether a canonical host is an address of this machine's networks. */
export function ownAddresses(): (canonical: string) => boolean {
  const own = new Set<string | undefined>();
  return (canonical) => {
    if (own.has(canonical) || isIP(canonical) === 0) return own.has(canonical);
    // Networks change, so an unknown address is looked up again.
    for (const network of Object.values(networkInterfaces()))
      for (const { address } of network ?? []) own.add(canonicalHost(address));
    return own.has(canonical);
  };
}

const brackets = /^\[(.*)\]$/;
const zone = /^(\[?[\da-f:.]*:[\da-f:.]*)%[^\]]*/i;
const dotted = (high: number, low: number): string =>
  [high >> 8, high & 255, low >> 8, low & 255].join(".");
