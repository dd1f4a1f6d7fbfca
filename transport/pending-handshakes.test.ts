import fc from "fast-check";
import { expect, test } from "vitest";
import { PendingHandshakes } from "./pending-handshakes.ts";

/** Numbered handshakes, and the numbers of those that were dropped. */
function handshakes(limits = { perCredential: 2, perNetwork: 3, total: 5 }) {
  const pending = new PendingHandshakes(limits);
  const dropped: number[] = [];
  let begun = 0;
  return {
    pending,
    dropped,
    begin(address: string, credential?: string): () => void {
      const number = ++begun;
      return pending.add({ address, credential }, () => void dropped.push(number));
    },
  };
}

test("the newest of a credential drops the oldest of it, then of the network, then of all", () => {
  const { begin, dropped, pending } = handshakes();
  begin("192.0.2.1", "ada");
  begin("192.0.2.2", "ada");
  begin("192.0.2.3", "ada");
  expect(dropped).toEqual([1]);
  begin("192.0.2.3");
  begin("192.0.2.3", "ben");
  expect(dropped).toEqual([1]);
  begin("192.0.2.3", "cyd");
  expect(dropped).toEqual([1, 3]);
  begin("192.0.2.4");
  begin("192.0.2.5");
  expect(dropped).toEqual([1, 3, 2]);
  expect(pending.count).toBe(5);
});

test("a finished handshake no longer counts, also when it is finished twice", () => {
  const { begin, dropped, pending } = handshakes();
  const first = begin("192.0.2.1", "ada");
  begin("192.0.2.1", "ada");
  first();
  first();
  begin("192.0.2.1", "ada");
  expect([dropped, pending.count]).toEqual([[], 2]);
});

test("the addresses of one /64 of IPv6 are one network, and those of another are not", () => {
  const { begin, dropped } = handshakes();
  for (const address of ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::", "2001:db8:0:1::1"])
    begin(address);
  expect(dropped).toEqual([]);
  begin("2001:db8::3");
  expect(dropped).toEqual([1]);
});

test("one network drops no handshake of another while there is room for both", () => {
  const credentials = fc.option(fc.constantFrom("a", "b"), { nil: undefined });
  fc.assert(
    fc.property(fc.array(credentials, { maxLength: 60 }), (begun) => {
      const pending = new PendingHandshakes({ perCredential: 50, perNetwork: 8, total: 16 });
      const dropped = { ours: 0, theirs: 0 };
      pending.add({ address: "192.0.2.1" }, () => dropped.ours++);
      for (const credential of begun)
        pending.add({ address: "192.0.2.2", credential }, () => dropped.theirs++);
      expect(dropped).toEqual({ ours: 0, theirs: Math.max(0, begun.length - 8) });
    }),
  );
});

test("all are dropped once", () => {
  const { begin, dropped, pending } = handshakes();
  begin("192.0.2.1", "ada");
  begin("192.0.2.2", "ben");
  pending.evictAll();
  pending.evictAll();
  expect([dropped, pending.count]).toEqual([[1, 2], 0]);
});
