/** Auto in a network that blocks UDP, from the start or in the middle of a match. */
import { expect, expectTransport, test } from "./support/game-fixtures.ts";
import { expectPlayedBefore, recordBadgeNotes } from "./support/badge-notes.ts";
import { routeThroughFirewall, udpFirewall } from "./support/udp-firewall.ts";

test("with UDP blocked a tab plays on Socket.IO before WebRTC has failed, and changes to WebRTC when UDP is allowed", async ({
  openTab,
  server,
}) => {
  const firewall = await udpFirewall(server.webrtcPort);
  firewall.block();
  const tab = await openTab("Una", "room=ladder&autopilot=1", async (page) => {
    await recordBadgeNotes(page);
    await routeThroughFirewall(page, firewall);
  });
  expect((await tab.stats()).transport).toBe("socketio");
  // WebRTC is tried, and fails.
  await expect.poll(() => firewall.dropped()).toBeGreaterThan(0);
  await expectPlayedBefore(tab, "UDP may be blocked");
  const badge = tab.page.getByRole("region", { name: "Connection" });
  await expect(badge).toContainText("Socket.IO");
  await expect(badge).toContainText("UDP may be blocked");

  firewall.allow();
  await expectTransport(tab, "webrtc", 40_000);
  await expect(badge).not.toContainText("UDP may be blocked");
  await firewall.stop();
});

test("when UDP stops in mid-match the page finds WebRTC silent before it closes, plays on over Socket.IO, says so, and returns to WebRTC", async ({
  openTab,
  server,
}) => {
  const firewall = await udpFirewall(server.webrtcPort);
  const tab = await openTab("Ugo", "room=ladder&autopilot=1", (page) =>
    routeThroughFirewall(page, firewall),
  );
  await expectTransport(tab, "webrtc");
  const other = await openTab("Ida", "room=ladder&autopilot=1");

  firewall.block();
  await expectTransport(tab, "socketio");
  const badge = tab.page.getByRole("region", { name: "Connection" });
  await expect(badge).toContainText("WebRTC went silent");
  // It is the same ship: the other player sees one ship with this name.
  const seen = (await other.stats()).players.filter(({ name }) => name.startsWith("Ugo"));
  expect(seen.map(({ name }) => name)).toEqual(["Ugo"]);

  firewall.allow();
  await expectTransport(tab, "webrtc", 40_000);
  await firewall.stop();
});
