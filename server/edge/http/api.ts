/** Health, rooms, transports and results over HTTP. */
import type { FastifyInstance } from "fastify";
import { httpSchema, paramsOf, roomField, type ValueOfHttp } from "#signaling";
import type { Faults } from "../../faults.ts";
import type { Results } from "../../features/rounds/results.ts";
import type { Rooms } from "../rooms.ts";
import type { PlayerAdmission } from "../player-admission.ts";
import type { SpanBudget } from "../../span-budget.ts";

/** One transport of this server: offered, or why not. */
export interface Offer {
  readonly name: string;
  readonly label: string;
  readonly offered: boolean;
  /** Empty when offered. */
  readonly why: string;
}

export interface ApiOptions {
  readonly rooms: Rooms;
  readonly players: PlayerAdmission;
  /** Undefined: nothing is traced. */
  readonly spans: SpanBudget | undefined;
  readonly results: Results;
  readonly faults: Faults;
  readonly tickRateHz: number;
  readonly version: string;
  readonly offers: readonly Offer[];
}

const resultsParams = httpSchema({ room: roomField });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

export function apiRoutes(fastify: FastifyInstance, options: ApiOptions): void {
  const { rooms, players, spans, results, faults, tickRateHz, version, offers } = options;

  fastify.get("/healthz", async () => ({
    status: "ok",
    rooms: rooms.list().length,
    players: players.playerCount,
    tickRateHz,
    version,
    linksRefused: Object.fromEntries(players.refusals),
    results: results.health,
    faults: faults.counts,
    spansOverBudget: spans?.declined ?? 0,
  }));

  fastify.get("/api/rooms", async () => ({
    rooms: rooms.list().map((room) => ({
      name: room.name,
      players: room.playerCount,
      ships: room.world.ships.length,
      tick: room.world.tick,
      tickRateHz: room.tickRateHz,
      tickMedianMs: Math.round(median(room.tickDurationsMs) * 1000) / 1000,
      round: room.world.round,
    })),
  }));

  fastify.get("/api/transports", async () => ({ transports: offers }));

  fastify.get<{ Params: ValueOfHttp<typeof resultsParams> }>(
    "/api/rooms/:room/results",
    paramsOf(resultsParams),
    async (request, reply) => {
      try {
        return { results: results.latest(request.params.room, 20) };
      } catch {
        return await reply.code(503).send({ error: "the results cannot be read at the moment" });
      }
    },
  );
}
