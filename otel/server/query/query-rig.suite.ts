/** A store with a message and the tick that consumed it, and questions to its query API. */
import fastifyFactory, { type FastifyInstance } from "fastify";
import { traceRoutes, traceStore, traceTee, type TraceStore } from "../index.ts";
import { groupsOf, hex, span } from "../otlp/fixtures.suite.ts";

export const base = 1_790_000_000_000_000_000n;
export const ns = (offset: number) => String(base + BigInt(offset));
export const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A message from browser to server and the tick that consumed it: two traces, three spans. */
export const traceId = hex(16);
export const send = span({
  traceId,
  name: "send input",
  kind: 4,
  startTimeUnixNano: ns(0),
  endTimeUnixNano: ns(100_001),
  attributes: [text("game.transport", "webrtc")],
});
export const process = span({
  traceId,
  parentSpanId: send.spanId,
  kind: 5,
  startTimeUnixNano: ns(20_000_000),
  endTimeUnixNano: ns(20_250_000),
  links: [{ traceId, spanId: send.spanId, attributes: [] }],
  events: [{ timeUnixNano: ns(20_100_000), name: "dequeued", attributes: [text("why", "tick")] }],
  status: { code: 2, message: "late" },
});
export const tick = span({
  name: "tick",
  kind: 1,
  startTimeUnixNano: ns(33_000_000),
  endTimeUnixNano: ns(34_000_000),
  attributes: [{ key: "game.tick", value: { intValue: "5" } }],
  links: [{ traceId, spanId: process.spanId, attributes: [text("game.player.id", "p1")] }],
});

export class QueryRig {
  readonly fastify: FastifyInstance = fastifyFactory();

  /** On a store of its own, or on one that a test has filled. */
  static async open(store: TraceStore = filledStore()): Promise<QueryRig> {
    const rig = new QueryRig();
    await rig.fastify.register(traceRoutes, {
      store,
      tee: traceTee({ target: () => undefined }),
      jaegerUrl: () => "http://jaeger:16686",
    });
    return rig;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads into the answer as it likes.
  async ask(path: string): Promise<{ status: number; body: any }> {
    const answer = await this.fastify.inject(path);
    return { status: answer.statusCode, body: answer.json() };
  }

  /** The trace ids that a search of API v3 finds, or the status of its refusal. */
  async find(query: string): Promise<string[] | number> {
    const { status, body } = await this.ask(`/api/v3/trace-summaries?${query}`);
    return status === 200
      ? body.summaries.map((each: { traceId: string }) => each.traceId)
      : status;
  }
}

/** All of September 2026, and a nanosecond. */
export const september =
  "query.startTimeMin=2026-09-01T00:00:00Z&query.startTimeMax=2026-10-01T00:00:00.000000001Z";

function filledStore(): TraceStore {
  const store = traceStore();
  store.add(groupsOf("crosswire-browser", send));
  store.add(groupsOf("crosswire-server", process, tick));
  return store;
}
