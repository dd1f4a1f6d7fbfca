import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  allLinked,
  expectLinked,
  livenessLimit,
  meshRoom,
  threeLinkedTabs,
} from "../testing/mesh-room.suite.ts";

test("[C30] three tabs of a room are linked each to the two others, and receive their reports", async () => {
  const {
    tabs: [a, b, c],
  } = await threeLinkedTabs();
  a.report();
  b.report({ tick: 8 });
  await expect.poll(() => a.received, livenessLimit).toEqual([[1, 8]]);
  await expect.poll(() => b.received, livenessLimit).toEqual([[0, 7]]);
  await expect
    .poll(() => c.received.toSorted(([x], [y]) => x - y), livenessLimit)
    .toEqual([
      [0, 7],
      [1, 8],
    ]);
});

test("[C30] a tab that leaves loses its links, and one that joins again is linked again", async () => {
  const { tabs } = await threeLinkedTabs();
  const [a, b, c] = tabs;
  b.mesh.leave();
  await expectLinked(tabs, [[2], [], [0]]);
  expect([a.disconnected, c.disconnected]).toEqual([[1], [1]]);
  b.mesh.join("key 1", 1);
  await expectLinked(tabs, allLinked);
});

test("[C30] when signaling closes, links close; when it opens again, they open again", async () => {
  const { tab, stop, start } = await meshRoom(2);
  const [a, b] = [tab(0), tab(1)];
  await expectLinked([a, b], [[1], [0]]);
  stop();
  await expect.poll(() => [a.disconnected, b.disconnected], livenessLimit).toEqual([[1], [0]]);
  expect([a.linked, b.linked]).toEqual([[], []]);
  start();
  await expectLinked([a, b], [[1], [0]]);
});

test("[C30] a peer that cannot answer is tried four times and no fifth time", async () => {
  const { tab } = await meshRoom(2);
  const [a, silent] = [tab(0, { openWithinMs: 300 }), tab(1, { hasWebrtc: false })];
  const failures = () => {
    a.skip(1000);
    return a.failures;
  };
  await expect.poll(failures, { timeout: 30_000 }).toBe(4);
  expect([a.attempts, silent.attempts]).toEqual([4, 4]);
  a.skip(60_000);
  a.mesh.update();
  await setImmediate();
  expect(a.attempts).toBe(4);
});

test("[C30] ICE servers are asked for once, and again at the next attempt where that failed", async () => {
  const { tab, iceAnswers } = await meshRoom(2);
  const found = [{ urls: ["stun:192.0.2.1:3478"] }];
  iceAnswers.push("no JSON", JSON.stringify({ iceServers: found }));
  const a = tab(0, { openWithinMs: 300 });
  tab(1, { hasWebrtc: false });
  const attempts = () => {
    a.skip(1000);
    return a.iceServers.length;
  };
  await expect.poll(attempts, { timeout: 30_000 }).toBeGreaterThan(2);
  expect(a.iceServers.slice(0, 3)).toEqual([[], found, found]);
});

test("[C30] no attempt is made to a peer that has left", async () => {
  const { tab, rawClient } = await meshRoom(4);
  // It is in the room and does not answer.
  const silent = rawClient(1);
  const watcher = rawClient(3);
  const left: number[] = [];
  watcher.on("left", (seat: number) => left.push(seat));
  const a = tab(0);
  await expect.poll(() => a.failures, livenessLimit).toBe(2);
  silent.disconnect();
  await expect.poll(() => left, livenessLimit).toEqual([1]);
  watcher.disconnect();
  // Signaling keeps its order: once this tab is linked, the others have left for `a` as well.
  const b = tab(2);
  await expectLinked([a, b], [[2], [0]]);
  const { attempts } = a;
  a.skip(60_000);
  a.mesh.update();
  await setImmediate();
  expect(a.attempts).toBe(attempts);
});

test("[C30] a tab whose key the server does not know has no peers until the server knows it", async () => {
  const { tab, members, askedKeys } = await meshRoom(2);
  members.delete("key 1");
  const [a, b] = [tab(0), tab(1)];
  await expect
    .poll(() => askedKeys, livenessLimit)
    .toEqual(expect.arrayContaining(["key 0", "key 1"]));
  expect([a.linked, b.linked]).toEqual([[], []]);
  expect([a.attempts, b.attempts]).toEqual([0, 0]);
  expect(() => b.mesh.send(Uint8Array.of(1))).not.toThrow();
  members.set("key 1", { room: "lobby", seat: 1 });
  b.skip(20_000);
  await expectLinked([a, b], [[1], [0]]);
});
