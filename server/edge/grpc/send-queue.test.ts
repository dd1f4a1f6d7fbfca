import { expect, test } from "vitest";
import { SendQueue, type OrderedEvent } from "./send-queue.ts";
import type { GrpcAct, GrpcWorldState } from "./grpc-world.ts";

const worldAt = (tick: number) => ({ tick }) as GrpcWorldState;
const act = (tick: number): GrpcAct => ({ type: 1, tick, seat: 0, by: 1, x: 0, y: 0 });
const said = (text: string) => ({ case: "chatLine", value: { seat: 0, text } }) as const;
const roster = (name: string): OrderedEvent => ({ case: "roster", value: { players: [{ name }] } });

async function allOf(queue: SendQueue) {
  const events = [];
  for await (const { event } of queue.events()) events.push(event);
  return events;
}

test("[G5] events leave in order, then the newest snapshot with the acts of those before", async () => {
  const queue = new SendQueue();
  queue.enqueue(said("a"));
  for (const tick of [1, 2, 3]) {
    queue.addAct(act(tick));
    queue.setWorld(worldAt(tick));
  }
  queue.enqueue(said("b"));
  queue.end();
  expect(await allOf(queue)).toEqual([
    said("a"),
    said("b"),
    { case: "snapshot", value: { tick: 3, acts: [act(1), act(2), act(3)] } },
  ]);
});

test("[G5] of rosters only the newest waits, and with 512 events waiting the next is refused", () => {
  const queue = new SendQueue();
  for (let i = 0; i < 1000; i++) expect(queue.enqueue(roster(`${i}`))).toBe(true);
  const outcomes = Array.from({ length: 512 }, (_, i) => queue.enqueue(said(`${i}`)));
  expect([outcomes.indexOf(false), outcomes.length]).toEqual([511, 512]);
});

test("[G6] an end with an error sends nothing of what waits", async () => {
  const queue = new SendQueue();
  queue.enqueue(said("a"));
  queue.end(new Error("enough"));
  queue.end();
  await expect(allOf(queue)).rejects.toThrow("enough");
});
