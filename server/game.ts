/** The whole server, put together: HTTP, signaling, transports, rooms. Everything it needs comes in as options. */
import Fastify, { type FastifyInstance } from "fastify";
import { answerInWords, signalingRoutes, TicketBook } from "#signaling";
import type { Listener } from "#transport";
import { cleanup, socketioAcceptor, webrtcAcceptor } from "#transport/accept";
import { apiRoutes, type Offer } from "./api.ts";
import type { Options } from "./options.ts";
import { originRule } from "./origins.ts";
import { pageRoutes } from "./pages.ts";
import { Results } from "./results.ts";
import { Rooms } from "./rooms.ts";
import type { Tracing } from "./session.ts";
import { Sessions } from "./sessions.ts";
import { systemClock } from "./tick-loop.ts";

export interface GameOptions extends Options {
  readonly version: string;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly tracing: Tracing | undefined;
  /** Seeds of new rooms. */
  readonly seed: () => number;
  /** More routes: the trace store and its viewer's API. */
  readonly extend?: (fastify: FastifyInstance) => void;
}

export interface Game {
  readonly url: string;
  readonly port: number;
  readonly webrtcPort: number;
  readonly rooms: Rooms;
  close(): Promise<void>;
}

/** The port is somebody else's. The message says what to do. */
export class PortTaken extends Error {
  constructor(port: number) {
    super(
      `port ${port} is taken: stop what runs there, or choose another, for example PORT=${port + 10} npm start`,
    );
    this.name = "PortTaken";
  }
}

const labels: readonly Omit<Offer, "offered" | "why">[] = [
  { name: "webrtc", label: "WebRTC" },
  { name: "socketio", label: "Socket.IO" },
];

export async function startGame(options: GameOptions): Promise<Game> {
  const { host, port, webrtcPort, webrtcAddress, tracing } = options;
  const clock = systemClock;
  const results = new Results(options.dataDir);
  const tickets = new TicketBook({ now: clock.now });
  const rooms = new Rooms({
    tickRateHz: options.tickRateHz,
    fillTo: options.fillTo,
    clock,
    tracing,
    seed: options.seed,
    roundEnded: (result) => results.save(result),
  });
  const sessions = new Sessions({
    rooms,
    tickets,
    tracing,
    clock,
    graceMs: options.graceMs,
  });

  let listeningOn = port;
  const allowsOrigin = originRule({
    port: () => listeningOn,
    host,
    allowed: options.allowedOrigins,
  });
  const admission = { admits: (credential: string) => sessions.admits(credential), allowsOrigin };

  const fastify = Fastify({ logger: false, forceCloseConnections: true });
  const webrtc = webrtcAcceptor({
    portUdp: webrtcPort,
    bindAddress: host,
    ...(webrtcAddress ? { advertise: [webrtcAddress] } : {}),
  });
  answerInWords(fastify);
  signalingRoutes(fastify, {
    tickets,
    admits: admission.admits,
    allowsOrigin,
    answer: (offer) => webrtc.answer(offer),
  });
  apiRoutes(fastify, {
    rooms,
    sessions,
    results,
    allowsOrigin,
    tickRateHz: options.tickRateHz,
    version: options.version,
    offers: labels.map((label) => ({ ...label, offered: true, why: "" })),
  });
  options.extend?.(fastify);
  pageRoutes(fastify, options.pages);

  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    rooms.closeAll();
    await Promise.all(listeners.map((listener) => listener.stop()));
    await fastify.close();
    results.close();
    cleanup();
  };

  try {
    await fastify.listen({ host, port });
    const address = fastify.server.address();
    if (address && typeof address === "object") listeningOn = address.port;
    listeners.push(
      await socketioAcceptor({ server: fastify.server, admission }).listen(sessions.attach),
    );
    listeners.push(await webrtc.listen(sessions.attach));
  } catch (error) {
    await close();
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") throw new PortTaken(port);
    throw error;
  }
  const shownHost = host === "0.0.0.0" || host === "127.0.0.1" ? "localhost" : host;
  return { url: `http://${shownHost}:${listeningOn}`, port: listeningOn, webrtcPort, rooms, close };
}
