/** A UDP hop that can fall silent, and can lose, repeat and reorder datagrams. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { chance } from "./chance.ts";
import type { BadWire } from "./bed.ts";

export interface UdpRelay extends BadWire {
  readonly port: number;
  /** Ends a cut. */
  mend(): void;
  stop(): void;
}

export async function udpRelay(targetPort: number): Promise<UdpRelay> {
  const random = chance(1);
  /** One socket towards the target for each dialer, so that answers find their way back. */
  const towardsTarget = new Map<number, Socket>();
  let isCut = false;
  let isDisturbed = false;

  /** Sends now, later, twice or never. */
  function pass(send: () => void): void {
    const draw = isDisturbed ? random() : 1;
    if (isCut || draw < 0.03) return;
    if (draw < 0.15) setTimeout(() => !isCut && send(), 2 + random() * 10);
    else send();
    if (draw > 0.15 && draw < 0.2) send();
  }

  const front = createSocket("udp4");
  front.on("message", (datagram, { port: dialerPort }) => {
    let back = towardsTarget.get(dialerPort);
    if (!back) {
      back = createSocket("udp4");
      back.on("message", (reply) => pass(() => front.send(reply, dialerPort, "127.0.0.1")));
      towardsTarget.set(dialerPort, back);
    }
    const target = back;
    pass(() => target.send(datagram, targetPort, "127.0.0.1"));
  });
  await once(front.bind(0, "127.0.0.1"), "listening");
  return {
    port: front.address().port,
    cut: () => void (isCut = true),
    mend: () => void (isCut = false),
    disturb: () => void (isDisturbed = true),
    stop() {
      isCut = true;
      front.close();
      for (const socket of towardsTarget.values()) socket.close();
    },
  };
}

/** A port nobody uses at this moment. */
export async function freeUdpPort(): Promise<number> {
  const probe = createSocket("udp4");
  await once(probe.bind(0, "127.0.0.1"), "listening");
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
