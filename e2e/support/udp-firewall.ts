/** A UDP relay between a browser and the server's peer that can drop all datagrams. */
import type { Page } from "@playwright/test";
import { udpRelay, type Hook } from "#weather/relay";

export interface UdpFirewall {
  readonly port: number;
  /** Datagrams dropped so far. */
  dropped(): number;
  block(): void;
  allow(): void;
  stop(): Promise<void>;
}

export async function udpFirewall(targetPort: number): Promise<UdpFirewall> {
  let isOpen = true;
  let dropped = 0;
  const firewall: Hook<Buffer> = (datagram, forward) => {
    if (isOpen) forward(datagram);
    else dropped += 1;
  };
  const relay = await udpRelay({
    target: { host: "127.0.0.1", port: targetPort },
    hooks: () => ({ up: firewall, down: firewall }),
  });
  return {
    port: relay.port,
    dropped: () => dropped,
    block: () => void (isOpen = false),
    allow: () => void (isOpen = true),
    stop: () => relay.close(),
  };
}

/** From now on WebRTC of this page reaches the server only through `firewall`. */
export async function routeThroughFirewall(page: Page, firewall: UdpFirewall): Promise<void> {
  await page.route("**/api/webrtc", async (route) => {
    const offer = route.request().postDataJSON() as { sdp: string };
    // The server does not learn the browser's addresses, so it can only answer through the firewall.
    const response = await route.fetch({
      postData: JSON.stringify({ ...offer, sdp: withoutCandidates(offer.sdp) }),
    });
    const answer = (await response.json()) as { sdp?: string };
    if (answer.sdp === undefined) {
      await route.fulfill({ response });
      return;
    }
    const through = `a=candidate:1 1 UDP 2122317823 127.0.0.1 ${firewall.port} typ host\r\na=end-of-candidates\r\n`;
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
