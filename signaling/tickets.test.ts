import { expect, test } from "vitest";
import { TicketBook, TooManyTickets } from "./tickets.ts";

const wish = { name: "Ada", room: "lobby", bots: undefined };

function book(options: { lifeMs?: number; capacity?: number } = {}) {
  let nowMs = 1000;
  const tickets = new TicketBook({ now: () => nowMs, ...options });
  return { tickets, wait: (ms: number) => void (nowMs += ms) };
}

test("[R1] a ticket gives its wish once", () => {
  const { tickets } = book();
  const ticket = tickets.issue(wish);
  expect([tickets.spend(ticket), tickets.spend(ticket)]).toMatchObject([wish, undefined]);
  expect(tickets.admits(ticket)).toBe(false);
});

test("[R1] a ticket lives a minute, to the millisecond, whether asked or spent", () => {
  const { tickets, wait } = book();
  const [early, late] = [tickets.issue(wish), tickets.issue(wish)];
  wait(59_999);
  expect(tickets.admits(late)).toBe(true);
  expect(tickets.spend(early)).toMatchObject(wish);
  wait(1);
  expect(tickets.admits(late)).toBe(false);
  expect(tickets.spend(late)).toBeUndefined();
});

test("[R1] tickets are 144 bits of chance", () => {
  const { tickets } = book();
  const issued = Array.from({ length: 500 }, () => tickets.issue(wish));
  expect(new Set(issued).size).toBe(500);
  expect(issued.every((ticket) => /^[\w-]{24}$/.test(ticket))).toBe(true);
});

test("[R1] a full book issues no more until the oldest expire, and forgets nobody's before", () => {
  const { tickets, wait } = book({ capacity: 3 });
  const first = tickets.issue(wish);
  wait(30_000);
  tickets.issue(wish);
  tickets.issue(wish);
  expect(() => tickets.issue(wish)).toThrow(TooManyTickets);
  expect(tickets.admits(first)).toBe(true);
  wait(30_000);
  expect(tickets.admits(tickets.issue(wish))).toBe(true);
  expect(() => tickets.issue(wish)).toThrow("too many players are joining at once");
});
