/** The network of an address, by which quotas count. */

/**
 * Returns the address itself for IPv4 and the /64 for IPv6, because one customer has at least a /64 (RFC 6177 §2) and can
 * use any address of it. An IPv4-mapped address (`::ffff:192.0.2.1`) is an IPv4 address. A closed connection has no
 * address, whatever the types of the libraries say; all of those count as one network.
 */
export function networkOf(address: string | undefined = ""): string {
  const [plain = ""] = address.toLowerCase().split("%", 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::", 2);
  const groups = groupsIn(head);
  if (tail !== undefined) {
    const after = groupsIn(tail);
    while (groups.length + after.length < 8) groups.push("0");
    groups.push(...after);
  }
  const prefix = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(":")}::/64`;
}

const groupsIn = (part: string): string[] => (part === "" ? [] : part.split(":"));
