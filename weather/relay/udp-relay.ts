/**
 * A UDP relay. It opens a socket towards the target for each client (address and port), so that it knows which client an
 * answer is for. It forgets a client that has been idle for `idleMs`, and closes its socket.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6, SocketAddress } from "node:net";
import { DatagramDirection } from "./datagram-direction.ts";
import { pass } from "./hook.ts";
import {
  checkBounds,
  validateOptions,
  type Endpoint,
  type Relay,
  type RelayOptions,
} from "./relay.ts";

export interface UdpRelayOptions extends RelayOptions<Buffer> {
  /** The relay forgets a client after this time without a datagram in either direction; default: two minutes (RFC 4787, REQ-5). */
  readonly idleMs?: number;
}

interface Mapping {
  receiveUp(datagram: Buffer): void;
  close(): Promise<void>;
}

/** @throws RangeError for invalid options, or the system's error if it cannot listen there */
export async function udpRelay(options: UdpRelayOptions): Promise<Relay> {
  const { target, listenOn, hooks, maxFlows, maxQueuedBytes, clock } = validateOptions(options);
  const { idleMs = 120_000 } = options;
  checkBounds({ idleMs });
  const mappings = new Map<string, Mapping>();
  const front = socketFor(listenOn.host);
  const targetAddress = canonical(target.host);

  function openMapping(client: Endpoint, key: string): Mapping {
    const { up = pass, down = pass } = hooks(client);
    const back = socketFor(target.host).on("error", ignoreSendError);
    const limits = { clock, maxQueuedBytes };
    const upward = new DatagramDirection({ ...limits, hook: up, send: sender(back, target) });
    const downward = new DatagramDirection({ ...limits, hook: down, send: sender(front, client) });
    let lastMs = clock.now();
    let cancelExpiry = clock.after(idleMs, expireIfIdle);

    function expireIfIdle(): void {
      const restMs = lastMs + idleMs - clock.now();
      if (restMs > 0) cancelExpiry = clock.after(restMs, expireIfIdle);
      else void close();
    }

    async function close(): Promise<void> {
      mappings.delete(key);
      cancelExpiry();
      upward.close();
      downward.close();
      await back[Symbol.asyncDispose]();
    }

    back.on("message", (datagram, { address, port }) => {
      // Any program can send to this socket; the client receives only what its target sends.
      if (port !== target.port || address !== targetAddress) return;
      lastMs = clock.now();
      downward.receive(datagram);
    });
    return {
      receiveUp(datagram) {
        lastMs = clock.now();
        upward.receive(datagram);
      },
      close,
    };
  }

  front.on("message", (datagram, { address, port }) => {
    const key = `${address} ${port}`;
    let mapping = mappings.get(key);
    if (!mapping) {
      if (mappings.size >= maxFlows) return;
      mapping = openMapping({ host: address, port }, key);
      mappings.set(key, mapping);
    }
    mapping.receiveUp(datagram);
  });
  try {
    front.bind(listenOn.port, listenOn.host);
    await once(front, "listening");
  } catch (error) {
    await front[Symbol.asyncDispose]();
    throw error;
  }
  front.on("error", ignoreSendError);

  return {
    port: front.address().port,
    async close() {
      const flows = [...mappings.values()].map((mapping) => mapping.close());
      await Promise.all([front[Symbol.asyncDispose](), ...flows]);
    },
  };
}

const socketFor = (host: string): Socket => createSocket(isIPv6(host) ? "udp6" : "udp4");

/** The address in the form in which received datagrams have it. */
const canonical = (host: string): string =>
  new SocketAddress({ address: host, family: isIPv6(host) ? "ipv6" : "ipv4" }).address;

/** An error after binding concerns one datagram that is too long or has no route. That datagram is lost, as on any network. */
const ignoreSendError = (): void => {};

const sender =
  (socket: Socket, { host, port }: Endpoint) =>
  (datagram: Buffer): void =>
    socket.send(datagram, port, host);
