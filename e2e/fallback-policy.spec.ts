/** Auto: what a player sees of a network that blocks UDP, or stops letting it through in the middle of a fight. */
import { expect, expectTransport, test } from "./support/game-fixtures.ts";
import { routeThroughFirewall, udpFirewall } from "./support/udp-firewall.ts";

test("with UDP blocked a tab plays on Socket.IO within 3 s, and climbs to WebRTC when UDP returns", async ({
  openTab,
  server,
}) => {
  const valve = await udpFirewall(server.webrtcPort);
  valve.block();
  const tab = await openTab("Una", "room=ladder&autopilot=1", (page) =>
    routeThroughFirewall(page, valve),
  );
  const { firstFrameMs, transport } = await tab.stats();
  expect(transport).toBe("socketio");
  expect(firstFrameMs).toBeLessThan(3000);
  // It is being tried, and does not come up.
  await expect.poll(() => valve.dropped()).toBeGreaterThan(0);
  const badge = tab.page.getByRole("region", { name: "Connection" });
  await expect(badge).toContainText("Socket.IO");
  await expect(badge).toContainText("UDP may be blocked");

  valve.allow();
  await expectTransport(tab, "webrtc", 40_000);
  await expect(badge).not.toContainText("UDP may be blocked");
  await valve.stop();
});

test("when UDP stops in mid-match the ship is on Socket.IO within 3 s, the badge says so, and it climbs back", async ({
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
  await expectTransport(tab, "socketio", 3000);
  const badge = tab.page.getByRole("region", { name: "Connection" });
  await expect(badge).toContainText("WebRTC went silent");
  // The same ship, not a new one: others see it under its name, once.
  const seen = (await other.stats()).players.filter(({ name }) => name.startsWith("Ugo"));
  expect(seen.map(({ name }) => name)).toEqual(["Ugo"]);

  valve.allow();
  await expectTransport(tab, "webrtc", 40_000);
  await valve.stop();
});
