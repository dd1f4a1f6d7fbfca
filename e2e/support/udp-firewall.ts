/** A UDP hop between a browser and the server's peer that can be shut and opened: real datagrams, really dropped. */
import type { Page } from "@playwright/test";
import { udpRelay, type Hook } from "#weather/relay";

export interface UdpFirewall {
  readonly port: number;
  /** Datagrams dropped while shut. */
  dropped(): number;
  block(): void;
  allow(): void;
  stop(): Promise<void>;
}

export async function udpFirewall(targetPort: number): Promise<UdpFirewall> {
  let isOpen = true;
  let dropped = 0;
  const valve: Hook<Buffer> = (datagram, forward) => {
    if (isOpen) forward(datagram);
    else dropped += 1;
  };
  const relay = await udpRelay({
    target: { host: "127.0.0.1", port: targetPort },
    hooks: () => ({ up: valve, down: valve }),
  });
  return {
    port: relay.port,
    dropped: () => dropped,
    block: () => void (isOpen = false),
    allow: () => void (isOpen = true),
    stop: () => relay.close(),
  };
}

/** From now on this page's WebRTC reaches the server only through `valve`. */
export async function routeThroughFirewall(page: Page, valve: UdpFirewall): Promise<void> {
  await page.route("**/api/webrtc", async (route) => {
    const offer = route.request().postDataJSON() as { sdp: string };
    // Without the browser's own addresses the server can only answer what comes through the valve.
    const response = await route.fetch({
      postData: JSON.stringify({ ...offer, sdp: withoutCandidates(offer.sdp) }),
    });
    const answer = (await response.json()) as { sdp?: string };
    if (answer.sdp === undefined) {
      await route.fulfill({ response });
      return;
    }
    const through = `a=candidate:1 1 UDP 2122317823 127.0.0.1 ${valve.port} typ host\r\na=end-of-candidates\r\n`;
    await route.fulfill({
      response,
      json: { ...answer, sdp: withoutCandidates(answer.sdp) + through },
    });
  });
}

const withoutCandidates = (sdp: string): string =>
  sdp
    .split(/\r?\n/)
    .filter((line) => line !== "" && !/^a=(candidate:|end-of-candidates)/.test(line))
    .map((line) => `${line}\r\n`)
    .join("");
