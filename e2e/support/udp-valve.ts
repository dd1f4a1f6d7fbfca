/** A UDP hop between a browser and the server's peer that can be shut and opened: real datagrams, really dropped. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Page } from "@playwright/test";

export interface UdpValve {
  readonly port: number;
  /** Datagrams dropped while shut. */
  dropped(): number;
  shut(): void;
  open(): void;
  stop(): void;
}

export async function udpValve(targetPort: number): Promise<UdpValve> {
  const back = new Map<number, Socket>();
  let isOpen = true;
  let dropped = 0;
  const pass = (send: () => void): void => {
    if (isOpen) send();
    else dropped += 1;
  };
  const front = createSocket("udp4");
  front.on("message", (datagram, { port, address }) => {
    let socket = back.get(port);
    if (!socket) {
      const fresh = createSocket("udp4");
      fresh.on("message", (reply) => pass(() => front.send(reply, port, address)));
      back.set(port, (socket = fresh));
    }
    const target = socket;
    pass(() => target.send(datagram, targetPort, "127.0.0.1"));
  });
  await once(front.bind(0, "127.0.0.1"), "listening");
  return {
    port: front.address().port,
    dropped: () => dropped,
    shut: () => void (isOpen = false),
    open: () => void (isOpen = true),
    stop() {
      front.close();
      for (const socket of back.values()) socket.close();
    },
  };
}

/** From now on this page's WebRTC reaches the server only through `valve`. */
export async function throughValve(page: Page, valve: UdpValve): Promise<void> {
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
