import { expect, test } from "vitest";
import { SendQueue, type OrderedEvent } from "./send-queue.ts";
import type { GrpcAct, grpcWorld } from "./grpc-world.ts";

const worldAt = (tick: number) => ({ tick }) as ReturnType<typeof grpcWorld>;
const act = (tick: number): GrpcAct => ({ type: 1, tick, seat: 0, by: 1, x: 0, y: 0 });
const said = (text: string) => ({ case: "chatLine", value: { seat: 0, text } }) as const;
const roster = (name: string): OrderedEvent => ({ case: "roster", value: { players: [{ name }] } });

async function allOf(outflow: SendQueue) {
  const events = [];
  for await (const { event } of outflow.events()) events.push(event);
  return events;
}

test("[G5] words go in order, then the newest snapshot with the acts of those before", async () => {
  const outflow = new SendQueue();
  outflow.enqueue(said("a"));
  for (const tick of [1, 2, 3]) {
    outflow.addAct(act(tick));
    outflow.setWorld(worldAt(tick));
  }
  outflow.enqueue(said("b"));
  outflow.end();
  expect(await allOf(outflow)).toEqual([
    said("a"),
    said("b"),
    { case: "snapshot", value: { tick: 3, acts: [act(1), act(2), act(3)] } },
  ]);
});

test("[G5] of rosters the newest waits, and with 512 words the next has no place", () => {
  const outflow = new SendQueue();
  for (let i = 0; i < 1000; i++) expect(outflow.enqueue(roster(`${i}`))).toBe(true);
  const outcomes = Array.from({ length: 512 }, (_, i) => outflow.enqueue(said(`${i}`)));
  expect([outcomes.indexOf(false), outcomes.length]).toEqual([511, 512]);
});

test("[G6] an end with an error keeps what waits to itself", async () => {
  const outflow = new SendQueue();
  outflow.enqueue(said("a"));
  outflow.end(new Error("enough"));
  outflow.end();
  await expect(allOf(outflow)).rejects.toThrow("enough");
});
