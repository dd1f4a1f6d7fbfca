import { expect, test } from "vitest";
import {
  expectLinked,
  livenessLimit,
  meshRoom,
  RTCPeerConnection,
  threeLinkedTabs,
} from "../testing/mesh-room.suite.ts";

test("[C31] a peer that reports for another seat loses its links for good; the others keep theirs", async () => {
  const { tabs } = await threeLinkedTabs();
  const [a, b, c] = tabs;
  b.report({ seat: 2 });
  await expectLinked(tabs, [[2], [], [0]]);
  expect([a.received, c.received]).toEqual([[], []]);
  for (const each of tabs) each.skip(60_000);
  c.report();
  await expect.poll(() => a.received, livenessLimit).toEqual([[2, 7]]);
  expect(a.linked).toEqual([2]);
});

test("[C31] a malformed report closes the links to its sender; the others keep theirs", async () => {
  const { tabs } = await threeLinkedTabs();
  tabs[1].mesh.send(Uint8Array.of(1, 2, 3));
  await expectLinked(tabs, [[2], [], [0]]);
});

test("[C31] of thirty offers of one peer eight are answered, and of thirty more eight seconds later one", async () => {
  const { tab, rawClient } = await meshRoom(3);
  const hostile = rawClient(0);
  const peer = new RTCPeerConnection();
  peer.createDataChannel("x");
  const offer = (await peer.createOffer()).sdp;
  const [b, c] = [tab(1), tab(2)];
  await expectLinked([b, c], [[2], [1]]);
  for (let call = 1; call <= 30; call++) hostile.emit("signal", 1, call, { offer });
  await expect.poll(() => b.answers, livenessLimit).toBe(8);
  b.skip(8000);
  for (let call = 31; call <= 60; call++) hostile.emit("signal", 1, call, { offer });
  await expect.poll(() => b.answers, livenessLimit).toBe(9);
  expect(b.linked).toEqual([2]);
});
