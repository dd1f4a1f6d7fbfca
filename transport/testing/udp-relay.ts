/** A UDP relay that can fall silent, and can lose, repeat and reorder datagrams. */
import { udpRelay as relayTo, type Hook } from "#weather/relay";
import { seededRandom } from "./seeded-random.ts";
import type { ImpairedWire } from "./test-rig.ts";

export { freeUdpPort } from "../../scripts/free-port.mjs";

export interface UdpRelay extends ImpairedWire {
  readonly port: number;
  /** Ends a cut. */
  restore(): void;
  stop(): Promise<void>;
}

export async function udpRelay(targetPort: number): Promise<UdpRelay> {
  const random = seededRandom(1);
  let isCut = false;
  let isDisturbed = false;

  /** Forwards now, later, twice or never. */
  const hook: Hook<Buffer> = (datagram, forward) => {
    const draw = isDisturbed ? random() : 1;
    if (isCut || draw < 0.03) return;
    forward(datagram, draw < 0.15 ? 2 + random() * 10 : 0);
    if (draw > 0.15 && draw < 0.2) forward(datagram);
  };
  const relay = await relayTo({
    target: { host: "127.0.0.1", port: targetPort },
    hooks: () => ({ up: hook, down: hook }),
  });
  return {
    port: relay.port,
    cut: () => void (isCut = true),
    restore: () => void (isCut = false),
    impair: () => void (isDisturbed = true),
    stop: () => relay.close(),
  };
}
