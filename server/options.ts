/** The settings that the environment may have. `main.ts` passes the environment in; nothing else reads it. */
import { type IceServer, parseIceServers } from "#signaling";
import { canonicalHost } from "./edge/http/addresses.ts";
import { BadOption, wholeNumber } from "./bad-option.ts";
import { defaultPlayersPerAddress } from "./edge/quotas.ts";
import { type PortName, portSettings, portsFrom } from "./port-settings.ts";

export interface Options {
  readonly host: string;
  readonly port: number;
  /** HTTPS with HTTP/2; undefined: none. */
  readonly httpsPort: number | undefined;
  /** UDP; undefined: no WebTransport. */
  readonly webtransportPort: number | undefined;
  readonly webrtcPort: number;
  /** Native gRPC; undefined: none. */
  readonly grpcPort: number | undefined;
  /** The ports that were not set, and so move with PORT. */
  readonly followingPorts: readonly PortName[];
  /** Address put into WebRTC answers instead of the machine's own; for Docker. */
  readonly webrtcAddress: string | undefined;
  /** What browsers use to reach each other: STUN and TURN servers. */
  readonly iceServers: readonly IceServer[];
  readonly turnSecret: string | undefined;
  readonly tickRateHz: number;
  readonly fillTo: number;
  readonly graceMs: number;
  readonly playersPerAddress: number;
  readonly dataDir: string;
  readonly allowedOrigins: readonly string[];
  /** Origins of pages that may show ours in a frame. */
  readonly frameAncestors: readonly string[];
  readonly traceSpans: number;
  /** Who may send spans besides players' pages. */
  readonly traceIntake: "players" | "loopback" | "anyone";
  /** Where a Jaeger answers; undefined: on Jaeger's usual port of this machine, if one answers there. */
  readonly jaegerUrl: string | undefined;
  /** The same as browsers reach it, where that differs. */
  readonly jaegerPublicUrl: string | undefined;
}

interface Setting {
  readonly name: string;
  readonly fallback: string;
  readonly help: string;
}

const settings = [
  {
    name: "HOST",
    fallback: "127.0.0.1",
    help: "address to listen on; 0.0.0.0 lets other machines in",
  },
  ...portSettings,
  {
    name: "WEBRTC_ADDRESS",
    fallback: "",
    help: "address that browsers reach that port at, where it is not the machine's own",
  },
  {
    name: "ICE_SERVERS",
    fallback: "",
    help: "stun: and turn: addresses for links between players, by comma or as RTCPeerConnection's JSON",
  },
  {
    name: "TURN_SECRET",
    fallback: "",
    help: "secret shared with the TURN server (coturn's static-auth-secret), for credentials of an hour",
  },
  { name: "TICK_RATE", fallback: "30", help: "ticks a second, 10 to 60" },
  { name: "BOTS", fallback: "6", help: "bots fill a room to this many ships, 0 to 16" },
  { name: "GRACE_SECONDS", fallback: "30", help: "how long a ship waits for a lost player" },
  {
    name: "PLAYERS_PER_ADDRESS",
    fallback: String(defaultPlayersPerAddress),
    help: "players that one address (of IPv6 one /64) may be at once: raise it for a class, or where all come through a proxy",
  },
  { name: "DATA_DIR", fallback: "data", help: "folder of the results; :memory: keeps none" },
  {
    name: "ALLOWED_ORIGINS",
    fallback: "",
    help: "origins besides the server's own whose pages may join and whose names it answers to, by comma",
  },
  {
    name: "FRAME_ANCESTORS",
    fallback: "",
    help: "origins whose pages may show the game in a frame, by comma",
  },
  {
    name: "TRACE_SPANS",
    fallback: "200000",
    help: "spans the trace store keeps before it forgets the oldest traces",
  },
  {
    name: "TRACE_INTAKE",
    fallback: "loopback",
    help: "who may POST /v1/traces besides players' pages: nobody (players), this machine (loopback), or anyone",
  },
  {
    name: "JAEGER_URL",
    fallback: "",
    help: "where a Jaeger answers, for links to it; noticed on port 16686",
  },
  {
    name: "JAEGER_PUBLIC_URL",
    fallback: "",
    help: "the same as browsers reach it, where that differs",
  },
] as const satisfies readonly Setting[];

type Name = (typeof settings)[number]["name"];

export const optionHelp = (): string =>
  [
    "Crosswire: npm start",
    "",
    "Set by environment variables:",
    ...settings.map(
      ({ name, fallback, help }) => `  ${name.padEnd(19)} ${help} (${fallback || "none"})`,
    ),
    "  OTEL_*              the standard variables, e.g. OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318",
  ].join("\n");

/** @throws BadOption */
export function optionsFrom(environment: Readonly<Record<string, string | undefined>>): Options {
  const text = (name: Name): string =>
    environment[name] || (settings.find((setting) => setting.name === name)?.fallback ?? "");
  const whole = (name: Name, least: number, most: number): number =>
    wholeNumber(name, text(name), least, most);
  const webUrl = (name: Name): string | undefined => {
    const url = text(name);
    if (url === "" || /^https?:$/.test(URL.parse(url)?.protocol ?? "")) return url || undefined;
    throw new BadOption(name, url, "an address like http://localhost:16686");
  };
  const webrtcAddress = text("WEBRTC_ADDRESS") || undefined;
  if (webrtcAddress !== undefined && canonicalHost(webrtcAddress) === undefined)
    throw new BadOption("WEBRTC_ADDRESS", webrtcAddress, "an address or a name, and nothing else");
  const { numbers, following } = portsFrom(environment);
  const intake = text("TRACE_INTAKE");
  if (intake !== "players" && intake !== "loopback" && intake !== "anyone")
    throw new BadOption("TRACE_INTAKE", intake, "players, loopback or anyone");
  const turnSecret = text("TURN_SECRET") || undefined;
  const iceServers = parseIceServers(text("ICE_SERVERS"), turnSecret);
  if (!iceServers) throw new BadOption("ICE_SERVERS", text("ICE_SERVERS"), iceWanted);
  return {
    host: text("HOST"),
    port: numbers.PORT ?? 0,
    httpsPort: numbers.HTTPS_PORT,
    webtransportPort: numbers.WEBTRANSPORT_PORT,
    webrtcPort: numbers.WEBRTC_PORT ?? 0,
    grpcPort: numbers.GRPC_PORT,
    followingPorts: following,
    webrtcAddress,
    iceServers,
    turnSecret,
    tickRateHz: whole("TICK_RATE", 10, 60),
    fillTo: whole("BOTS", 0, 16),
    graceMs: whole("GRACE_SECONDS", 1, 3600) * 1000,
    playersPerAddress: whole("PLAYERS_PER_ADDRESS", 1, 10_000),
    dataDir: text("DATA_DIR"),
    allowedOrigins: originsIn("ALLOWED_ORIGINS", text("ALLOWED_ORIGINS")),
    frameAncestors: originsIn("FRAME_ANCESTORS", text("FRAME_ANCESTORS")),
    traceSpans: whole("TRACE_SPANS", 100, 5_000_000),
    traceIntake: intake,
    jaegerUrl: webUrl("JAEGER_URL"),
    jaegerPublicUrl: webUrl("JAEGER_PUBLIC_URL"),
  };
}

const iceWanted =
  "stun:host:port and turn:host:port by comma, or their JSON; turn: needs TURN_SECRET or its own username and credential";

function originsIn(name: Name, list: string): string[] {
  const origins = list
    .split(",")
    .map((origin) => origin.trim())
    .filter(Boolean);
  // Browsers send exactly this form, so anything else would never match.
  const wrong = origins.find((origin) => URL.parse(origin)?.origin !== origin);
  if (wrong === undefined) return origins;
  throw new BadOption(name, wrong, "origins like https://example.com:8443, by comma");
}
