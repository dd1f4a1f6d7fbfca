import { expect, test } from "vitest";
import { TicketStore, type TicketStoreOptions } from "./tickets.ts";

const request = { name: "Ada", room: "lobby", bots: undefined };

const address = "192.0.2.1";

function book(options: Partial<TicketStoreOptions> = {}) {
  let nowMs = 1000;
  const tickets = new TicketStore({ now: () => nowMs, ...options });
  return { tickets, wait: (ms: number) => void (nowMs += ms) };
}

test("[R1] a ticket is spent once", () => {
  const { tickets } = book();
  const ticket = tickets.issue(request, address);
  expect([tickets.spend(ticket), tickets.spend(ticket)]).toMatchObject([request, undefined]);
  expect(tickets.admits(ticket)).toBe(false);
});

test("[R1] a ticket is valid for one minute, to the millisecond, when it is checked and when it is spent", () => {
  const { tickets, wait } = book();
  const [early, late] = [tickets.issue(request, address), tickets.issue(request, address)];
  wait(59_999);
  expect(tickets.admits(late)).toBe(true);
  expect(tickets.spend(early)).toMatchObject(request);
  wait(1);
  expect(tickets.admits(late)).toBe(false);
  expect(tickets.spend(late)).toBeUndefined();
});

test("[R1] tickets are 144 random bits", () => {
  const { tickets } = book();
  const issued = Array.from({ length: 500 }, () => tickets.issue(request, address));
  expect(new Set(issued).size).toBe(500);
  expect(issued.every((ticket) => /^[\w-]{24}$/.test(ticket))).toBe(true);
});

test("[R51] with too many unspent tickets of one network, or in all, the oldest is dropped", () => {
  const { tickets } = book({ capacity: 3, perNetwork: 2 });
  const admitted = (...issued: string[]) => issued.map((ticket) => tickets.admits(ticket));
  const [first, second] = [
    tickets.issue(request, "2001:db8::1"),
    tickets.issue(request, "2001:db8::2"),
  ];
  const other = tickets.issue(request, "192.0.2.2");
  const third = tickets.issue(request, "2001:db8::3");
  expect(admitted(first, second, other, third)).toEqual([false, true, true, true]);
  const late = tickets.issue(request, "192.0.2.3");
  expect(admitted(second, other, third, late)).toEqual([false, true, true, true]);
});

test("[R51] tickets that are spent or have expired are not counted", () => {
  const { tickets, wait } = book({ capacity: 3, perNetwork: 2 });
  const kept = tickets.issue(request, address);
  for (let i = 0; i < 10; i++) tickets.spend(tickets.issue(request, address));
  expect(tickets.admits(kept)).toBe(true);
  wait(60_000);
  const [one, two] = [tickets.issue(request, address), tickets.issue(request, address)];
  expect([tickets.admits(one), tickets.admits(two)]).toEqual([true, true]);
});
