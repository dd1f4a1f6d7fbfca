/**
 * Our spans, read back from a real Jaeger, and from our own query API, which must answer the same. Without a Jaeger this is
 * skipped.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import fastifyFactory from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureJaeger, type RunningJaeger } from "../../scripts/jaeger.mjs";
import { skippedFor } from "../../scripts/skipped.suite.ts";
import { jaegerProgram } from "../../scripts/jaeger-program.mjs";
import { browserTracing } from "#otel/browser";
import { attribute, linkTo } from "#protocol/tracing";
import {
  type Dependency,
  legacyFacts,
  otlpFacts,
  type OtlpTraces,
  shapeOf,
  sorted,
  type Traces,
} from "./comparable.suite.ts";
import { jaegerProbe, serverTracing, traceRoutes, traceStore, traceTee } from "#otel/server";

const required = process.env["CROSSWIRE_JAEGER"] === "require";
const found = await ensureJaeger({
  build: required,
  own: true,
  log: required ? console.log : () => {},
});
let trouble: string | undefined;
if ("missing" in found) {
  trouble = `no Jaeger: ${found.missing}. npm run jaeger gets one and keeps it; CROSSWIRE_JAEGER=require npm test gets one for this run, and fails if it cannot`;
  if (required) throw new Error(trouble);
}

describe("beside a real Jaeger", skippedFor(trouble), () => {
  const jaeger = found as RunningJaeger;
  const store = traceStore();
  const tee = traceTee({ target: () => `${jaeger.otlpUrl}/v1/traces` });
  const teeing = fastifyFactory({ forceCloseConnections: true });
  const keeping = fastifyFactory({ forceCloseConnections: true });
  let ours = "";
  let traceId = "";
  let tickTraceId = "";
  let missing: readonly number[] = [];

  async function read<T>(base: string, path: string): Promise<T> {
    return (await (await fetch(base + path)).json()) as T;
  }

  beforeAll(async () => {
    await teeing.register(traceRoutes, { store, tee });
    await keeping.register(traceRoutes, { store });
    ours = await keeping.listen({ port: 0, host: "127.0.0.1" });
    const endpoint = `${await teeing.listen({ port: 0, host: "127.0.0.1" })}/v1/traces`;

    // The browser's spans reach Jaeger through the tee, the server's directly.
    const browser = browserTracing({
      endpoint,
      serviceName: "crosswire-browser",
      instanceId: "tab-1",
      clock: () => ({ offsetMs: 1.25, errorMs: 0.5, transport: "websocket" }),
      enabled: () => true,
    });
    browser.setSessionKey("any");
    const server = serverTracing({
      serviceName: "crosswire-server",
      instanceId: "server-1",
      exportTo: [ours, jaeger.otlpUrl],
    });
    const now = Date.now();
    const at = (startMs: number, endMs: number) => ({ startMs: now + startMs, endMs: now + endMs });
    const message = (kind: string, peer: string) => ({
      kind,
      sequence: 7,
      bodyBytes: 12,
      envelopeBytes: 41,
      transport: "webrtc",
      peer,
    });

    const shot = browser.recorder.newContext();
    const input = browser.messages.sending(message("input", "server"), shot)!;
    browser.messages.sent(message("input", "server"), input, at(0, 0.1), shot, "sent");
    const processed = server.messages.received(message("input", "p1"), input, at(20, 20.25))!;
    const tick = server.recorder.newContext();
    const apply = server.recorder.record({
      name: "apply",
      parent: processed,
      links: linkTo(tick),
      attributes: {
        [attribute.action]: "hit",
        [attribute.tick]: 5,
        [attribute.player]: "p1",
      },
      ...at(33, 33.5),
    });
    const snapshot = server.messages.sending(message("snapshot", "p1"), tick)!;
    server.messages.sent(message("snapshot", "p1"), snapshot, at(34, 34.125), tick, "sent");
    server.recorder.record({
      name: "tick",
      context: tick,
      links: [
        {
          context: processed,
          attributes: { [attribute.player]: "p1", [attribute.queueWaitMs]: 12.75 },
        },
      ],
      attributes: { [attribute.tick]: 5, [attribute.room]: "lobby" },
      ...at(33, 35),
    });
    const shown = browser.messages.received(message("snapshot", "server"), snapshot, at(54, 54.5))!;
    browser.recorder.record({
      name: "observe",
      kind: "consumer",
      parent: apply,
      links: linkTo(shown),
      attributes: { [attribute.action]: "hit", [attribute.inputToPhotonMs]: 66.5 },
      ...at(54.5, 66),
    });
    browser.recorder.record({
      name: "shot",
      context: shot,
      attributes: { [attribute.outcome]: "hit", [attribute.inputToPhotonMs]: 66.5 },
      ...at(-1, 66),
    });
    ({ traceId } = shot);
    tickTraceId = tick.traceId;
    await browser.stop();
    await server.stop();
    await tee.drained();
    const exports = [browser.counters(), ...server.targets()];
    missing = [
      ...exports.map(({ recorded, exported }) => recorded - exported),
      tee.counts().failedSpans,
    ];
  });
  afterAll(async () => {
    await Promise.all([teeing.close(), keeping.close(), jaeger.stop()]);
  });

  test("Jaeger and our intake took every span from browser, server and tee", () => {
    expect(missing).toEqual([0, 0, 0, 0]);
  });

  test("a shot of five spans and a tick of three are the same in both, in the older API", async () => {
    for (const [id, count] of [
      [traceId, 5],
      [tickTraceId, 3],
    ] as const) {
      const here = legacyFacts(await read<Traces>(ours, `/api/traces/${id}`));
      expect(here).toHaveLength(count);
      await expect
        .poll(async () => legacyFacts(await read<Traces>(jaeger.queryUrl, `/api/traces/${id}`)))
        .toEqual(here);
    }
  });

  test("the shot and the tick are the same in both in API v3, to the nanosecond", async () => {
    for (const id of [traceId, tickTraceId]) {
      const here = otlpFacts(await read<OtlpTraces>(ours, `/api/v3/traces/${id}`));
      const there = otlpFacts(
        await read<OtlpTraces>(jaeger.queryUrl, `/api/v3/traces/${id}?rawTraces=true`),
      );
      expect(there).toEqual(here);
    }
  });

  test("services, operations and the dependency between browser and server are the same in both", async () => {
    for (const path of [
      "/api/v3/services",
      "/api/services",
      "/api/v3/operations?service=crosswire-server",
      "/api/operations?service=crosswire-browser",
      "/api/services/crosswire-browser/operations",
    ]) {
      const here = await read<Record<string, unknown>>(ours, path);
      expect([path, sorted(await read(jaeger.queryUrl, path))]).toEqual([path, sorted(here)]);
    }
    const dependencies = `/api/dependencies?endTs=${Date.now() + 60_000}&lookback=3600000`;
    const calls = ({ data }: { data: readonly Dependency[] }) =>
      data.map(({ parent, child, callCount }) => `${parent} > ${child}: ${callCount}`).toSorted();
    expect(calls(await read(jaeger.queryUrl, dependencies))).toEqual(
      calls(await read(ours, dependencies)),
    );
  });

  test("the same searches find the same traces in both", async () => {
    const window = `start=${(Date.now() - 600_000) * 1000}&end=${(Date.now() + 600_000) * 1000}`;
    const ids = async (base: string, query: string) =>
      (
        await read<{ data: { traceID: string }[] | null }>(
          base,
          `/api/traces?${query}&${window}&limit=20`,
        )
      ).data
        ?.map(({ traceID }) => traceID)
        .toSorted();
    for (const query of [
      "service=crosswire-server",
      "service=crosswire-browser&operation=shot",
      `service=crosswire-server&tags=${encodeURIComponent('{"game.action":"hit"}')}`,
      "service=crosswire-browser&minDuration=60ms",
      "service=crosswire-browser&maxDuration=1ns",
      "service=crosswire-browser&minDuration=0",
      "service=crosswire-browser&minDuration=-1.5h",
      "service=crosswire-browser&maxDuration=%2B1h",
      "service=crosswire-browser&lookback=2w",
    ]) {
      expect([query, await ids(jaeger.queryUrl, query)]).toEqual([query, await ids(ours, query)]);
    }
  });

  test("errors have the same status and shape in both", async () => {
    for (const path of [
      "/api/traces/abcdef",
      "/api/v3/traces/abcdef",
      "/api/traces/nonsense",
      `/api/traces/${"f".repeat(101)}`,
      `/api/v3/traces/${"f".repeat(101)}`,
      "/api/traces?service=s&minDuration=1y",
      "/api/v3/traces/nonsense",
      "/api/v3/traces",
      "/api/traces",
    ]) {
      const [there, here] = await Promise.all([fetch(jaeger.queryUrl + path), fetch(ours + path)]);
      expect([path, here.status, shapeOf(await here.json())]).toEqual([
        path,
        there.status,
        shapeOf(await there.json()),
      ]);
    }
  });

  test("the probe finds the Jaeger", async () => {
    const probe = jaegerProbe(jaeger.queryUrl, { otlpUrl: jaeger.otlpUrl });
    await probe.firstProbe;
    probe.stop();
    expect(probe.found()).toEqual({
      queryUrl: jaeger.queryUrl,
      tracesUrl: `${jaeger.otlpUrl}/v1/traces`,
    });
  });
});

const program = jaegerProgram();
const noProgram = "no jaeger program: npm run jaeger builds one where there is Go and no Docker";
test(
  "Jaeger's validator accepts the configuration of the compose file",
  skippedFor(program === undefined ? noProgram : undefined),
  async () => {
    const folder = import.meta.dirname;
    const env = { ...process.env, JAEGER_UI_CONFIG: `${folder}/ui.json` };
    const { stderr } = await promisify(execFile)(
      program!,
      ["validate", "--config", `${folder}/config.yml`],
      { env },
    );
    expect(stderr).not.toMatch(/error/i);
  },
);
