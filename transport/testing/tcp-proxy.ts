/** A TCP hop that can fall silent without hanging up, and can hand on the stream in arbitrary pieces. */
import { tcpRelay, type Hook, type StreamEvent } from "#weather/relay";
import { chance } from "./chance.ts";
import type { BadWire } from "./bed.ts";

export interface TcpProxy extends BadWire {
  readonly port: number;
  stop(): Promise<void>;
}

export async function tcpProxy(targetPort: number): Promise<TcpProxy> {
  const random = chance(1);
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
    disturb: () => void (isDisturbed = true),
    stop: () => relay.close(),
  };
}
