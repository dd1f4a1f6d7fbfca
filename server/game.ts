/** The whole server, put together: HTTP, signaling, transports, rooms. Everything it needs comes in as options. */
import type { FastifyInstance } from "fastify";
import { answerInWords, iceRoute, meshSignaling, signalingRoutes, TicketBook } from "#signaling";
import type { Listener } from "#transport";
import { cleanup, webrtcAcceptor } from "#transport/accept";
import { apiRoutes } from "./api.ts";
import { Certificates } from "./certificate.ts";
import { plainApp, secureApp } from "./http-apps.ts";
import type { Options } from "./options.ts";
import { originRule } from "./origins.ts";
import { pageRoutes } from "./pages.ts";
import { Results } from "./results.ts";
import { Rooms } from "./rooms.ts";
import type { Tracing } from "./session.ts";
import { Sessions } from "./sessions.ts";
import { systemClock } from "./tick-loop.ts";
import { acceptorsOn, transportLabels } from "./transports.ts";

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
  /** Undefined where `HTTPS_PORT=off`. */
  readonly httpsUrl: string | undefined;
  readonly webrtcPort: number;
  readonly rooms: Rooms;
  close(): Promise<void>;
}

/** The port is somebody else's. The message says what to do. */
export class PortTaken extends Error {
  constructor(port: number, variable: string) {
    super(
      `port ${port} is taken: stop what runs there, or choose another, for example ${variable}=${port + 10} npm start`,
    );
    this.name = "PortTaken";
  }
}

export async function startGame(options: GameOptions): Promise<Game> {
  const { host, port, httpsPort, webrtcPort, webrtcAddress, tracing } = options;
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

  const certificates =
    httpsPort === undefined ? undefined : await Certificates.start(wallClock, host);
  const http = plainApp();
  const https = certificates && secureApp(certificates);
  const apps = https ? [http, https] : [http];

  const allowsOrigin = originRule({
    ports: () => ({ http: portOf(http) ?? port, https: https && (portOf(https) ?? httpsPort) }),
    host,
    allowed: options.allowedOrigins,
  });
  const admission = { admits: (credential: string) => sessions.admits(credential), allowsOrigin };
  const memberOf = (key: string) => sessions.memberOf(key);
  const mesh = meshSignaling({ memberOf, allowsOrigin, now: clock.now });
  const webrtc = webrtcAcceptor({
    portUdp: webrtcPort,
    bindAddress: host,
    ...(webrtcAddress ? { advertise: [webrtcAddress] } : {}),
  });

  const routes = (fastify: FastifyInstance): void => {
    answerInWords(fastify);
    signalingRoutes(fastify, {
      tickets,
      admits: admission.admits,
      allowsOrigin,
      answer: (offer) => webrtc.answer(offer),
    });
    iceRoute(fastify, {
      servers: options.iceServers,
      secret: options.turnSecret,
      memberOf,
      allowsOrigin,
      // The TURN server reads the expiry against its own clock.
      now: wallClock.now,
    });
    apiRoutes(fastify, {
      rooms,
      sessions,
      results,
      allowsOrigin,
      tickRateHz: options.tickRateHz,
      version: options.version,
      offers: transportLabels.map((label) => ({ ...label, offered: true, why: "" })),
    });
    options.extend?.(fastify);
    pageRoutes(fastify, options.pages);
  };

  const listeners: Listener[] = [];
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll());
  const closeAll = async (): Promise<void> => {
    certificates?.stop();
    rooms.closeAll();
    mesh.stop();
    await Promise.all(listeners.map((listener) => listener.stop()));
    await Promise.all(apps.map((fastify) => fastify.close()));
    results.close();
    cleanup();
  };

  try {
    for (const fastify of apps) {
      routes(fastify);
      mesh.mount(fastify.server);
      // Before it listens: these add routes, and the first player may come at once.
      for (const acceptor of acceptorsOn(fastify, admission))
        listeners.push(await acceptor.listen(sessions.attach));
    }
    await listenOn(http, host, port, "PORT");
    if (https) await listenOn(https, host, httpsPort ?? 0, "HTTPS_PORT");
    listeners.push(await webrtc.listen(sessions.attach));
  } catch (error) {
    await close();
    throw error;
  }
  const shownHost = host === "0.0.0.0" || host === "127.0.0.1" ? "localhost" : host;
  return {
    url: `http://${shownHost}:${portOf(http)}`,
    port: portOf(http) ?? port,
    httpsUrl: https && `https://${shownHost}:${portOf(https)}`,
    webrtcPort,
    rooms,
    close,
  };
}

/** What certificates end by: the machine's own clock, which goes on while it sleeps and may be set. */
const wallClock = { now: Date.now, after: systemClock.after };

/** @throws PortTaken */
async function listenOn(
  fastify: FastifyInstance,
  host: string,
  port: number,
  variable: string,
): Promise<void> {
  try {
    await fastify.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") throw new PortTaken(port, variable);
    throw error;
  }
}

function portOf(fastify: FastifyInstance): number | undefined {
  const address = fastify.server.address();
  return address && typeof address === "object" ? address.port : undefined;
}
