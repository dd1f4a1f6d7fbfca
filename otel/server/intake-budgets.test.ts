import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import fastifyFactory from "fastify";
import { expect, test } from "vitest";
import { IntakeBudgets, traceRoutes, type TraceRoutesOptions } from "./index.ts";
import { intakeRig, json } from "./intake.suite.ts";
import { requestOf, span } from "./otlp/fixtures.suite.ts";

const good = JSON.stringify(requestOf("s", span()));

test.each([
  ["spans", () => requestOf("s", ...Array.from({ length: 33_000 }, () => ({})))],
  ["bytes", () => ({ ...requestOf("s", span()), pad: "x".repeat(17 * 1024 * 1024) })],
])(
  "a page above its budget of %s is answered 429 until the budget has refilled, and other senders are taken",
  async (_what, fill) => {
    const { store } = intakeRig();
    let nowMs = 0;
    const fastify = fastifyFactory();
    await fastify.register(traceRoutes, {
      store,
      budgets: new IntakeBudgets({ nowMs: () => nowMs, bytesPerSecond: 1e9 }),
      maxBodyBytes: 32 * 1024 * 1024,
      admission: ({ bearer }) => (bearer === undefined ? "other" : `session ${bearer}`),
    });
    const post = async (body: object, key?: string) => {
      const { statusCode, headers } = await fastify.inject({
        method: "POST",
        url: "/v1/traces",
        headers: { "content-type": json, ...(key && { authorization: `Bearer ${key}` }) },
        payload: JSON.stringify(body),
      });
      return [statusCode, headers["retry-after"]];
    };
    const one = requestOf("s", span());
    expect(await post(fill(), "ann")).toEqual([200, undefined]);
    expect(await post(one, "ann")).toEqual([429, "1"]);
    expect([await post(one, "bob"), await post(one)]).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    nowMs += 2000;
    expect(await post(one, "ann")).toEqual([200, undefined]);
  },
);

test("servers that share a budget count what a page sent to any of them", async () => {
  const { posted } = intakeRig();
  const budgets = new IntakeBudgets({ nowMs: () => 0 });
  const options: Partial<TraceRoutesOptions> = { budgets, admission: () => "session ann" };
  const much = JSON.stringify(requestOf("s", ...Array.from({ length: 33_000 }, () => ({}))));
  const headers = { "content-type": json };
  const answers = [await posted(much, headers, options), await posted(good, headers, options)];
  expect(answers.map(({ status }) => status)).toEqual([200, 429]);
});

test("above the bytes per second the answer is 429 with retry-after, and a second later the request is taken", async () => {
  const { store } = intakeRig();
  let nowMs = 0;
  const fastify = fastifyFactory();
  await fastify.register(traceRoutes, {
    store,
    maxBodyBytes: good.length,
    budgets: new IntakeBudgets({
      bytesPerSecond: good.length,
      burstBytes: 2 * good.length,
      nowMs: () => nowMs,
    }),
  });
  const send = async () => {
    const { statusCode, headers } = await fastify.inject({
      method: "POST",
      url: "/v1/traces",
      headers: { "content-type": json },
      payload: good,
    });
    return [statusCode, headers["retry-after"]];
  };
  const answers = [await send(), await send(), await send()];
  nowMs += 1000;
  answers.push(await send());

  expect(answers).toEqual([
    [200, undefined],
    [200, undefined],
    [429, "1"],
    [200, undefined],
  ]);
});
test("of many compressed bodies at once only as many are decompressed as the byte budget allows", async () => {
  const { store } = intakeRig();
  const maxBodyBytes = 4096;
  const fastify = fastifyFactory();
  const budgets = new IntakeBudgets({ burstBytes: 2 * maxBodyBytes, nowMs: () => 0 });
  await fastify.register(traceRoutes, { store, maxBodyBytes, budgets });
  const send = async (payload: Buffer) => {
    const headers = { "content-type": json, "content-encoding": "gzip" };
    const { statusCode } = await fastify.inject({
      method: "POST",
      url: "/v1/traces",
      headers,
      payload,
    });
    return statusCode;
  };
  // Twice this may come at once; bytes that are no gzip are a 400 where somebody tries to unpack them.
  const tooLarge = gzipSync(Buffer.alloc(maxBodyBytes + 1));
  const bodies = [tooLarge, tooLarge, ...Array<Buffer>(22).fill(Buffer.from("no gzip"))];

  expect(await Promise.all(bodies.map(send))).toEqual([413, 413, ...Array<number>(22).fill(429)]);
});

test("two dozen small bodies of four million values each are refused in a process with a heap of 64 MB", async () => {
  const script = `${import.meta.dirname}/hostile-posts.suite.ts`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--max-old-space-size=64",
    script,
  ]);

  expect(JSON.parse(stdout)).toEqual({
    packedBytes: expect.closeTo(16_000, -4),
    statuses: [200, 200],
    accepted: 1,
    rejected: 24,
  });
}, 60_000);
