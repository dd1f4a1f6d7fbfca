/** Whose an address is, as far as quotas go. */

/**
 * The address itself for IPv4, the /64 for IPv6, of which one customer has at least that much (RFC 6177 §2) and can
 * take any address at any time. An IPv4 address in IPv6's clothes (`::ffff:192.0.2.1`) is an IPv4 address. Connections that
 * are gone have no address any more, whatever the types of the libraries say that tell it; they are one network.
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
