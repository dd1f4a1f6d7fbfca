/**
 * The ports of the server. Those that are not set keep their distance to PORT, so that one variable moves a second server on
 * the same machine out of the first one's way.
 */
import { BadOption, wholeNumber } from "./bad-option.ts";

export type PortName = "PORT" | "HTTPS_PORT" | "WEBTRANSPORT_PORT" | "WEBRTC_PORT" | "GRPC_PORT";

interface PortSetting {
  readonly name: PortName;
  readonly fallback: string;
  readonly protocol: "tcp" | "udp";
  readonly mayBeOff: boolean;
  readonly help: string;
}

export const portSettings = [
  {
    name: "PORT",
    fallback: "3000",
    protocol: "tcp",
    mayBeOff: false,
    help: "HTTP: game, traces, API; ports that are not set move with it; 0 takes free ones",
  },
  {
    name: "HTTPS_PORT",
    fallback: "3443",
    protocol: "tcp",
    mayBeOff: true,
    help: "the same over HTTPS with HTTP/2; 0 takes a free one, off has none",
  },
  {
    name: "WEBTRANSPORT_PORT",
    fallback: "3001",
    protocol: "udp",
    mayBeOff: true,
    help: "UDP port of WebTransport; 0 takes a free one, off has none",
  },
  {
    name: "WEBRTC_PORT",
    fallback: "3002",
    protocol: "udp",
    mayBeOff: false,
    help: "UDP port of the server's WebRTC peer; 0 takes a free one",
  },
  {
    name: "GRPC_PORT",
    fallback: "3050",
    protocol: "tcp",
    mayBeOff: true,
    help: "native gRPC, HTTP/2 without TLS, for bots; 0 takes a free one, off has none",
  },
] as const satisfies readonly PortSetting[];

const largestPort = 65_535;

export interface Ports {
  /** 0 for a free one, undefined for none. */
  readonly numbers: Readonly<Record<PortName, number | undefined>>;
  /** Those that were not set, and so move with PORT. */
  readonly following: readonly PortName[];
}

/** @throws BadOption */
export function portsFrom(environment: Readonly<Record<string, string | undefined>>): Ports {
  const port = wholeNumber("PORT", environment["PORT"] || "3000", 0, largestPort);
  const numbers: Record<string, number | undefined> = {};
  const following: PortName[] = [];
  for (const { name, fallback, mayBeOff } of portSettings) {
    const text = environment[name];
    if (text) {
      const isOff = mayBeOff && text === "off";
      numbers[name] = isOff ? undefined : wholeNumber(name, text, 0, largestPort);
      continue;
    }
    const distance = Number(fallback) - 3000;
    following.push(name);
    numbers[name] = port === 0 ? 0 : port + distance;
    if (port + distance > largestPort)
      throw new BadOption(
        "PORT",
        String(port),
        `${name} moves with it, past ${largestPort}; set that too`,
      );
  }
  rejectDuplicates(numbers);
  return { numbers: numbers as Ports["numbers"], following };
}

function rejectDuplicates(numbers: Readonly<Record<string, number | undefined>>): void {
  for (const [at, { name, protocol }] of portSettings.entries()) {
    const number = numbers[name];
    const twin = portSettings
      .slice(0, at)
      .find((other) => other.protocol === protocol && numbers[other.name] === number);
    if (number && twin) throw new BadOption(name, String(number), `${twin.name} is ${number} too`);
  }
}
