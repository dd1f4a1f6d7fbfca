/** Rooms behind the port of native gRPC, on the real clock. */
import { onTestFinished } from "vitest";
import { TicketStore } from "#signaling";
import { Faults } from "../../faults.ts";
import { originRule } from "../http/origins.ts";
import { roomFeatures } from "../../features/index.ts";
import { PlayerAdmission } from "../player-admission.ts";
import { Rooms } from "../rooms.ts";
import { Sessions } from "../sessions/sessions.ts";
import { systemClock } from "../../clock.ts";
import { listenGrpc } from "./grpc-port.ts";

export async function grpcServer({ fillTo = 0, now = systemClock.now } = {}) {
  const tickets = new TicketStore({ now: systemClock.now });
  const faults = new Faults({ now: systemClock.now, log: () => {} });
  const rooms = new Rooms({
    faults,
    tickRateHz: 60,
    fillTo,
    clock: systemClock,
    tracing: undefined,
    features: roomFeatures({ roundEnded: () => {} }),
    seed: () => 7,
  });
  const players = new PlayerAdmission({ rooms });
  const sessions = new Sessions({
    admission: players,
    tickets,
    tracing: undefined,
    clock: systemClock,
    faults,
    graceMs: 30_000,
  });
  const ports = () => ({ http: 3000, https: undefined });
  const refusal = originRule({ ports, hosts: ["127.0.0.1"], allowed: [] });
  const port = await listenGrpc({
    host: "127.0.0.1",
    port: 0,
    attach: sessions.attach,
    players,
    faults,
    refusal,
    admission: { admits: (credential) => sessions.admits(credential), refusal },
    now,
  });
  onTestFinished(async () => {
    await port.stop();
    rooms.closeAll();
  });
  return { port: port.port, rooms, sessions, stop: () => port.stop() };
}
