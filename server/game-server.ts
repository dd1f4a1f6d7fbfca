/** Composes the server: HTTP, signaling, transports, sessions, rooms with their features, gRPC. All it needs comes in as options. */
import type { FastifyInstance } from "fastify";
import {
  addErrorHandlers,
  iceRoute,
  meshPath,
  meshSignaling,
  signalingRoutes,
  TicketStore,
} from "#signaling";
import type { Listener } from "#transport";
import {
  cleanup,
  mount,
  webrtcAcceptor,
  webtransportAcceptor,
  webtransportUnavailable,
} from "#transport/accept";
import { apiRoutes } from "./edge/http/api.ts";
import { Certificates } from "./edge/http/certificate.ts";
import { Faults } from "./faults.ts";
import { type GrpcPort, listenGrpc } from "./edge/grpc/grpc-port.ts";
import { plainApp, secureApp } from "./edge/http/http-apps.ts";
import type { Options } from "./options.ts";
import { PortBinder } from "./port-binder.ts";
import { freeUdpPort, listeningAddress } from "./ports.ts";
import { hostInUrl, isWildcardAddress } from "./edge/http/addresses.ts";
import { originRule, refuseOtherOrigins } from "./edge/http/origins.ts";
import { pageRoutes } from "./edge/http/pages.ts";
import { quotasFor } from "./edge/quotas.ts";
import { Results } from "./features/rounds/results.ts";
import { roomFeatures } from "./features/index.ts";
import { closedByError, currentRoom } from "./room/room.ts";
import { PlayerAdmission } from "./edge/player-admission.ts";
import { Rooms } from "./edge/rooms.ts";
import { SpanBudget, type Tracing } from "./span-budget.ts";
import { sessionRoutes } from "./edge/http/session-routes.ts";
import { Sessions } from "./edge/sessions/sessions.ts";
import { systemClock } from "./clock.ts";
import { acceptorsOn, transportOffers } from "./edge/http/transports.ts";
import { webtransportRoute } from "./edge/http/webtransport-route.ts";

export interface GameServerOptions extends Options {
  readonly version: string;
  /** Folder of the built pages. */
  readonly pages: string;
  readonly tracing: Tracing | undefined;
  /** Seeds of new rooms. */
  readonly seed: () => number;
  /** Takes a line for whoever runs the server; writes to the standard error output by default. */
  readonly log?: (line: string) => void;
  /** More routes: the trace store and its viewer's API. */
  readonly extend?: (fastify: FastifyInstance, players: SessionLookup) => void;
}

/** What those further routes may ask about players. */
export interface SessionLookup {
  /** The id of the session whose key this is, for some seconds after its end too. */
  readonly sessionOf: (key: string) => string | undefined;
}

export interface GameServer {
  readonly url: string;
  readonly port: number;
  /** Undefined where `HTTPS_PORT=off`. */
  readonly httpsUrl: string | undefined;
  readonly webrtcPort: number;
  /** Undefined where `GRPC_PORT=off`. */
  readonly grpcPort: number | undefined;
  readonly rooms: Rooms;
  /** For errors that nothing caught: counts and logs the error, and closes the room that it came from, if it came from one. */
  uncaught(error: unknown): void;
  close(): Promise<void>;
}

/** @throws BadOption, PortsTaken; then nothing listens any more */
export async function startGameServer(options: GameServerOptions): Promise<GameServer> {
  const { host, port, httpsPort, grpcPort, webrtcAddress, tracing } = options;
  const address = await listeningAddress(host);
  // Others need the port numbers before anything listens there.
  const webrtcPort = options.webrtcPort || (await freeUdpPort(address));
  const webtransportPort =
    options.webtransportPort === 0 ? await freeUdpPort(address) : options.webtransportPort;
  const { log = (line) => void process.stderr.write(`${line}\n`) } = options;
  const clock = systemClock;
  const faults = new Faults({ now: clock.now, log });
  const results = new Results({ folder: options.dataDir, clock, log });
  const quotas = quotasFor(options.playersPerAddress);
  const { handshakes, bounds } = quotas;
  const tickets = new TicketStore({ now: clock.now, perNetwork: quotas.tickets });
  const spans = tracing && new SpanBudget(tracing, clock.now);
  const rooms = new Rooms({
    tickRateHz: options.tickRateHz,
    fillTo: options.fillTo,
    clock,
    tracing: spans,
    faults,
    seed: options.seed,
    features: roomFeatures({ roundEnded: (result) => results.save(result) }),
  });
  const players = new PlayerAdmission({ rooms, quotas });
  const sessions = new Sessions({
    admission: players,
    tickets,
    tracing: spans,
    clock,
    faults,
    graceMs: options.graceMs,
  });

  const certificates = await Certificates.start(wallClock, host);
  const http = plainApp(bounds);
  const https = httpsPort === undefined ? undefined : secureApp(certificates, bounds);
  const apps = https ? [http, https] : [http];

  const refusal = originRule({
    ports: () => ({ http: portOf(http) ?? port, https: https && (portOf(https) ?? httpsPort) }),
    hosts: [host, address],
    allowed: options.allowedOrigins,
  });
  const admission = { admits: (credential: string) => sessions.admits(credential), refusal };
  const memberOf = (key: string) => sessions.memberOf(key);
  const mesh = meshSignaling({ memberOf, refusal, now: clock.now, handshakes });
  const webrtc = webrtcAcceptor({
    portUdp: webrtcPort,
    bindAddress: address,
    ...(webrtcAddress ? { advertise: [webrtcAddress] } : {}),
    handshakes,
  });

  const webtransport = webtransportAcceptor({
    portUdp: webtransportPort ?? 0,
    host: address,
    certificate: () => certificates.current,
    admission,
    handshakes,
  });
  const webtransportMissing =
    webtransportPort === undefined
      ? "switched off on this server (WEBTRANSPORT_PORT=off)"
      : webtransportUnavailable();
  // If the port is lost meanwhile, dials fail and players see the reason.
  certificates.onRenewed(() => void webtransport.renew().catch(() => {}));

  const routes = (fastify: FastifyInstance): void => {
    refuseOtherOrigins(fastify, refusal);
    addErrorHandlers(fastify);
    signalingRoutes(fastify, {
      tickets,
      admits: admission.admits,
      answer: (offer, caller) => webrtc.answer(offer, caller),
    });
    iceRoute(fastify, {
      servers: options.iceServers,
      secret: options.turnSecret,
      memberOf: (key) => sessions.linkedMemberOf(key),
      // The TURN server compares the expiry with its own clock.
      now: wallClock.now,
    });
    apiRoutes(fastify, {
      rooms,
      players,
      spans,
      results,
      faults,
      tickRateHz: options.tickRateHz,
      version: options.version,
      offers: transportOffers(
        new Map(webtransportMissing ? [[webtransport.transport, webtransportMissing]] : []),
      ),
    });
    sessionRoutes(fastify, sessions);
    webtransportRoute(fastify, {
      admits: admission.admits,
      invite: (caller) => webtransport.issueToken(caller),
      host: address,
      portUdp: webtransportPort ?? 0,
      certificateHash: () => certificates.current.hash,
      missing: webtransportMissing,
    });
    options.extend?.(fastify, { sessionOf: (key) => sessions.idOf(key) });
    pageRoutes(fastify, {
      folder: options.pages,
      frameAncestors: options.frameAncestors,
      webtransport:
        webtransportPort === undefined ? undefined : { host: address, portUdp: webtransportPort },
    });
  };

  const binder = new PortBinder({
    address,
    following: options.followingPorts,
    numbers: {
      PORT: port,
      HTTPS_PORT: httpsPort,
      WEBTRANSPORT_PORT: webtransportPort,
      WEBRTC_PORT: webrtcPort,
      GRPC_PORT: grpcPort,
    },
  });

  const listeners: Listener[] = [];
  let grpc: GrpcPort | undefined;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll());
  const closeAll = async (): Promise<void> => {
    certificates.stop();
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
      mount(fastify.server, meshPath, mesh);
      // Before it listens: these add routes, and the first player may come at once.
      for (const acceptor of acceptorsOn(fastify, admission, handshakes))
        listeners.push(await acceptor.listen(sessions.attach));
    }
    const { attach } = sessions;
    await binder.bind("PORT", () => http.listen({ host, port }));
    if (https && httpsPort !== undefined)
      await binder.bind("HTTPS_PORT", () => https.listen({ host, port: httpsPort }));
    if (webtransportPort !== undefined && webtransportMissing === undefined)
      await binder.bind("WEBTRANSPORT_PORT", async () =>
        listeners.push(await webtransport.listen(attach)),
      );
    await binder.bind("WEBRTC_PORT", async () => listeners.push(await webrtc.listen(attach)));
    if (grpcPort !== undefined) {
      await binder.bind("GRPC_PORT", async () => {
        grpc = await listenGrpc({
          host,
          port: grpcPort,
          attach,
          players,
          faults,
          admission,
          refusal,
          now: clock.now,
          handshakes,
          bounds,
        });
        listeners.push(grpc);
      });
    }
    await binder.assertAllBound();
  } catch (error) {
    await close();
    throw error;
  }
  const isAtLocalhost = isWildcardAddress(host) || host === "127.0.0.1";
  const shownHost = isAtLocalhost ? "localhost" : hostInUrl(host);
  return {
    url: `http://${shownHost}:${portOf(http)}`,
    port: portOf(http) ?? port,
    httpsUrl: https && `https://${shownHost}:${portOf(https)}`,
    webrtcPort,
    grpcPort: grpc?.port,
    rooms,
    uncaught(error) {
      const room = currentRoom();
      const what = room ? `Room ${room.name} has closed after` : "The server goes on after";
      faults.record("uncaught", `${what} an error that nothing caught`, error);
      room?.close(closedByError);
    },
    close,
  };
}

/** The clock by which certificates expire: it goes on while the machine sleeps, and may be set. */
const wallClock = { now: Date.now, after: systemClock.after };

function portOf(fastify: FastifyInstance): number | undefined {
  const address = fastify.server.address();
  return address && typeof address === "object" ? address.port : undefined;
}
