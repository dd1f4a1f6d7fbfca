/** Where a server can listen: addresses of this machine, and free ports. */
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import { canonicalHost } from "./edge/http/addresses.ts";
import { BadOption } from "./bad-option.ts";
import { type PortName, type Ports, portSettings } from "./port-settings.ts";

type Protocol = "tcp" | "udp";

/** Listens on `port` for a moment; 0 means a free one. Returns the port. @throws the system's error */
async function tryPort(protocol: Protocol, address: string, port: number): Promise<number> {
  if (protocol === "tcp") {
    const server = createServer();
    await once(server.listen(port, address), "listening");
    const bound = server.address();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    return typeof bound === "object" && bound ? bound.port : port;
  }
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  await once(socket.bind(port, address), "listening");
  const bound = socket.address().port;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return bound;
}

export const freeTcpPort = (address: string): Promise<number> => tryPort("tcp", address, 0);
export const freeUdpPort = (address: string): Promise<number> => tryPort("udp", address, 0);

/** The address that `HOST` stands for, on which this machine can listen. @throws BadOption */
export async function listeningAddress(host: string): Promise<string> {
  const bare = /^\[(.*)\]$/.exec(host)?.[1];
  if (bare !== undefined)
    throw new BadOption("HOST", host, `write it without brackets, HOST=${bare}`);
  if (canonicalHost(host) === undefined)
    throw new BadOption("HOST", host, "an address or a name of this machine, and nothing else");
  try {
    const { address } = await lookup(host);
    await tryPort("tcp", address, 0);
    return address;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isUnknown = code === "ENOTFOUND" || code === "EAI_AGAIN";
    const why = isUnknown ? "no address of that name is known" : "it is no address of this machine";
    const own = Object.values(networkInterfaces()).flatMap((each = []) =>
      each.filter(({ scopeid }) => !scopeid).map(({ address }) => address),
    );
    const wanted = `choose one of ${own.join(", ")}, or 0.0.0.0 for all of them`;
    throw new BadOption("HOST", host, `${why}; ${wanted}`);
  }
}

/** Ports that other programs have. The message is one line, and says what to do. */
export class PortsTaken extends Error {
  constructor(taken: readonly string[], example: string) {
    const [one, ...more] = taken;
    const are = more.length === 0 ? `port ${one} is` : `ports ${taken.join(", ")} are`;
    const others = more.length === 0 ? "another" : "others";
    super(
      `${are} taken: stop what runs there, or choose ${others}, for example ${example} npm start`,
    );
    this.name = "PortsTaken";
  }
}

/** The error with an example whose ports are free. */
export async function portsTaken(
  taken: readonly PortName[],
  address: string,
  { numbers, following }: Ports,
): Promise<PortsTaken> {
  // Ports that move with PORT need not be set.
  const isMoving = taken.includes("PORT");
  const set = taken.filter((name) => name === "PORT" || !(isMoving && following.includes(name)));
  const moved = portSettings.filter(
    ({ name }) => taken.includes(name) || (isMoving && following.includes(name)),
  );
  const areFree = async (distance: number): Promise<boolean> => {
    const tries = moved.map(({ name, protocol }) =>
      tryPort(protocol, address, (numbers[name] ?? 0) + distance),
    );
    return (await Promise.allSettled(tries)).every(({ status }) => status === "fulfilled");
  };
  let distance = 10;
  while (distance < 1000 && !(await areFree(distance))) distance += 10;
  return new PortsTaken(
    taken.map((name) => `${numbers[name]} (${name})`),
    set.map((name) => `${name}=${(numbers[name] ?? 0) + distance}`).join(" "),
  );
}
