/** A full room: the real server in one process, sixteen players in a second one. */
import { Child } from "./child.ts";
import { freeTcpPort, freeUdpPort } from "../scripts/free-port.mjs";
import type { FullRoom, BotClientCounts } from "./bot-clients.ts";

export const seats = 16;
export const tickRateHz = 30;

export interface FullRoomOptions {
  readonly transport: FullRoom["transport"];
  readonly tracing: boolean;
  /** Spans that the trace store keeps. */
  readonly traceSpans: number;
}

export interface RunningRoom {
  readonly server: Child;
  readonly url: string;
  counts(): Promise<BotClientCounts>;
  stop(): Promise<void>;
}

/** The game server as `npm start` runs it, on free ports and without a collector. */
export async function startServer(env: NodeJS.ProcessEnv = {}): Promise<[Child, string]> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("OTEL_"));
  const port = await freeTcpPort();
  const server = new Child("server/main.ts", {
    preload: true,
    env: {
      ...Object.fromEntries(inherited),
      HOST: "127.0.0.1",
      PORT: String(port),
      HTTPS_PORT: "off",
      GRPC_PORT: "off",
      WEBTRANSPORT_PORT: "off",
      WEBRTC_PORT: String(await freeUdpPort()),
      DATA_DIR: ":memory:",
      JAEGER_URL: "http://127.0.0.1:9",
      ...env,
    },
  });
  await server.waitForOutput("Ctrl-C");
  return [server, `http://127.0.0.1:${port}`];
}

export async function fullRoom(choices: FullRoomOptions): Promise<RunningRoom> {
  const { transport, tracing, traceSpans } = choices;
  const [server, url] = await startServer({
    TRACE_SPANS: String(traceSpans),
    OTEL_SDK_DISABLED: String(!tracing),
  });
  const clients = new Child("bench/bot-clients.ts");
  const stop = async (): Promise<void> => {
    await clients.stop();
    await server.stop();
  };
  try {
    const details: FullRoom = { origin: url, transport, tracing, count: seats };
    await clients.request("join", details);
  } catch (error) {
    await stop();
    throw error;
  }
  return { server, url, counts: () => clients.request<BotClientCounts>("counts"), stop };
}
