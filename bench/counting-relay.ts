/** Relays that count the payload bytes of both directions together, without the headers of IP, TCP and UDP. */
import { tcpRelay, udpRelay, type Hook, type StreamEvent } from "#weather/relay";

export interface CountingRelay {
  readonly port: number;
  bytes(): number;
  close(): Promise<void>;
}

const host = "127.0.0.1";

export async function countingTcpRelay(targetPort: number): Promise<CountingRelay> {
  let bytes = 0;
  const count: Hook<StreamEvent> = (event, forward) => {
    if (typeof event !== "string") bytes += event.length;
    forward(event);
  };
  const relay = await tcpRelay({
    target: { host, port: targetPort },
    hooks: () => ({ up: count, down: count }),
  });
  return { port: relay.port, bytes: () => bytes, close: () => relay.close() };
}

export async function countingUdpRelay(targetPort: number): Promise<CountingRelay> {
  let bytes = 0;
  const count: Hook<Buffer> = (datagram, forward) => {
    bytes += datagram.length;
    forward(datagram);
  };
  const relay = await udpRelay({
    target: { host, port: targetPort },
    hooks: () => ({ up: count, down: count }),
  });
  return { port: relay.port, bytes: () => bytes, close: () => relay.close() };
}
