/** Whether a UDP port can be bound. Native libraries neither say so nor say when they have let go of one. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";

export interface UdpPort {
  readonly portUdp: number;
  /** All interfaces where it is undefined. */
  readonly bindAddress: string | undefined;
}

async function bindError({ portUdp, bindAddress }: UdpPort): Promise<unknown> {
  const socket = createSocket(bindAddress?.includes(":") ? "udp6" : "udp4");
  try {
    await once(socket.bind(portUdp, bindAddress), "listening");
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** @throws Error with what the system answered as its cause */
export async function checkUdpPort(port: UdpPort): Promise<void> {
  const cause = await bindError(port);
  if (cause) throw new Error(`UDP port ${port.portUdp} cannot be bound`, { cause });
}

export interface WaitForUdpPort {
  readonly tries: number;
  readonly intervalMs: number;
  /** Called before each wait. */
  readonly beforeTry?: (attempt: number) => void;
}

/** Resolves when the port is free, or after the last try. */
export async function untilUdpPortIsFree(
  port: UdpPort,
  { tries, intervalMs, beforeTry }: WaitForUdpPort,
): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    beforeTry?.(attempt);
    await setTimeout(intervalMs);
    if (!(await bindError(port))) return;
  }
}
