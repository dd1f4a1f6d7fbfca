import fc from "fast-check";
import { expect, test } from "vitest";
import { networkOf } from "./network.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
  ["", ""],
  [undefined, ""],
])("%j is of the network %j", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("two addresses are of one network exactly if their first 64 bits are equal, in any notation", () => {
  const group = fc.nat(0xffff);
  const half = fc.tuple(group, group, group, group);
  const hex = (groups: readonly number[]) => groups.map((each) => each.toString(16)).join(":");
  fc.assert(
    fc.property(half, half, half, (prefix, one, two) => {
      // Not an IPv4-mapped address.
      fc.pre(prefix.some((each) => each > 0));
      const written = new URL(`http://[${hex(prefix)}:${hex(two)}]`).hostname.slice(1, -1);
      expect(networkOf(`${hex(prefix)}:${hex(one)}`)).toBe(networkOf(written));
      const other = [(prefix[0] + 1) & 0xffff, ...prefix.slice(1)];
      expect(networkOf(`${hex(other)}:${hex(one)}`)).not.toBe(networkOf(written));
    }),
  );
});
