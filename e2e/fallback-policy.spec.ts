/** Auto: what a player sees of a network that blocks UDP, or stops letting it through in the middle of a fight. */
import { expect, expectTransport, test } from "./support/game-fixtures.ts";
import { expectPlayedBefore, recordBadgeNotes } from "./support/badge-notes.ts";
import { routeThroughFirewall, udpFirewall } from "./support/udp-firewall.ts";

test("with UDP blocked a tab plays on Socket.IO before WebRTC has failed, and changes to WebRTC when UDP is allowed", async ({
  openTab,
  server,
}) => {
  const valve = await udpFirewall(server.webrtcPort);
  valve.block();
  const tab = await openTab("Una", "room=ladder&autopilot=1", async (page) => {
    await recordBadgeNotes(page);
    await routeThroughFirewall(page, valve);
  });
  expect((await tab.stats()).transport).toBe("socketio");
  // WebRTC is tried, and fails.
  await expect.poll(() => valve.dropped()).toBeGreaterThan(0);
  await expectPlayedBefore(tab, "UDP may be blocked");
  const badge = tab.page.getByRole("region", { name: "Connection" });
  await expect(badge).toContainText("Socket.IO");
  await expect(badge).toContainText("UDP may be blocked");

  valve.allow();
  await expectTransport(tab, "webrtc", 40_000);
  await expect(badge).not.toContainText("UDP may be blocked");
  await valve.stop();
});

test("when UDP stops in mid-match the page finds WebRTC silent before it closes, plays on over Socket.IO, says so, and returns to WebRTC", async ({
  openTab,
  server,
}) => {
  const valve = await udpFirewall(server.webrtcPort);
  const tab = await openTab("Ugo", "room=ladder&autopilot=1", (page) =>
    routeThroughFirewall(page, valve),
  );
  await expectTransport(tab, "webrtc");
  const other = await openTab("Ida", "room=ladder&autopilot=1");

  valve.block();
  await expectTransport(tab, "socketio");
  const badge = tab.page.getByRole("region", { name: "Connection" });
  await expect(badge).toContainText("WebRTC went silent");
  // The same ship, not a new one: others see it under its name, once.
  const seen = (await other.stats()).players.filter(({ name }) => name.startsWith("Ugo"));
  expect(seen.map(({ name }) => name)).toEqual(["Ugo"]);

  valve.allow();
  await expectTransport(tab, "webrtc", 40_000);
  await valve.stop();
});
