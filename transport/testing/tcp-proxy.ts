/** A TCP relay that can fall silent without closing, and can pass on the stream in arbitrary pieces. */
import { tcpRelay, type Hook, type StreamEvent } from "#weather/relay";
import { seededRandom } from "./seeded-random.ts";
import type { ImpairedWire } from "./test-rig.ts";

export interface TcpProxy extends ImpairedWire {
  readonly port: number;
  stop(): Promise<void>;
}

export async function tcpProxy(targetPort: number): Promise<TcpProxy> {
  const random = seededRandom(1);
  let isCut = false;
  let isDisturbed = false;

  const hook: Hook<StreamEvent> = (event, forward) => {
    if (isCut) return;
    if (!isDisturbed || typeof event === "string") {
      forward(event);
      return;
    }
    for (let at = 0; at < event.length;) {
      const pieceBytes = 1 + Math.floor(random() * 2000);
      forward(event.subarray(at, at + pieceBytes));
      at += pieceBytes;
    }
  };
  const relay = await tcpRelay({
    target: { host: "127.0.0.1", port: targetPort },
    hooks: () => ({ up: hook, down: hook }),
  });
  return {
    port: relay.port,
    cut: () => void (isCut = true),
    impair: () => void (isDisturbed = true),
    stop: () => relay.close(),
  };
}
