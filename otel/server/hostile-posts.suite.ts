/**
 * A test runs this in a process of its own with a small heap. It posts a body of four million values two dozen times at once,
 * then a good one, and prints the answers.
 */
import { gzipSync } from "node:zlib";
import fastifyFactory from "fastify";
import { IntakeBudgets, traceRoutes, traceStore } from "./index.ts";
import { bytes, exportOf, varint } from "./otlp/encode.suite.ts";
import { hex, requestOf, span } from "./otlp/fixtures.suite.ts";

const id = (digits: number) => Buffer.from(hex(digits), "hex");
const value = bytes(1, varint(3, 1));
const values = Buffer.alloc(4_000_000 * value.length, value);
const list = bytes(9, bytes(1, "k"), bytes(2, bytes(5, values)));
const hostile = gzipSync(exportOf(Buffer.concat([bytes(1, id(16)), bytes(2, id(8)), list])));
const good = JSON.stringify(requestOf("s", span()));

const store = traceStore();
const fastify = fastifyFactory();
await fastify.register(traceRoutes, {
  store,
  budgets: new IntakeBudgets({ bytesPerSecond: 1e12, burstBytes: 1e12 }),
});
const post = (payload: Buffer | string, headers: Record<string, string>) =>
  fastify.inject({ method: "POST", url: "/v1/traces", headers, payload });

const answers = await Promise.all(
  Array.from({ length: 24 }, () =>
    post(hostile, { "content-type": "application/x-protobuf", "content-encoding": "gzip" }),
  ),
);
const last = await post(good, { "content-type": "application/json" });
const { accepted, rejected } = store.counts();
console.log(
  JSON.stringify({
    packedBytes: hostile.length,
    statuses: [...new Set(answers.map(({ statusCode }) => statusCode)), last.statusCode],
    accepted,
    rejected,
  }),
);
