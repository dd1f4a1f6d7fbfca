/** Hostile input to a gRPC server, called natively: each of these ends the call or the link of its sender and harms no other. */
import { constants } from "node:http2";
import { describe, expect, onTestFinished, test } from "vitest";
import { goodCredential } from "../testing/test-rig.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { lengthPrefixed, openRequest, RawStream } from "./raw-calls.suite.ts";
import { recordRules } from "../testing/rule-results.ts";
import { server, violations } from "./hostile-server.suite.ts";

recordRules("grpc");

describe("a gRPC acceptor, called natively", () => {
  const garbage: [string, (raw: RawStream) => void][] = [
    ...violations.map(([what, frame]): [string, (raw: RawStream) => void] => [
      what,
      (raw) => raw.chunk({ frames: [frame] }),
    ]),
    ["what is no message", (raw) => raw.bytes(lengthPrefixed(new Uint8Array(40).fill(0xff)))],
    ["a message above all limits", (raw) => raw.bytes(lengthPrefixed(new Uint8Array(9), 2 ** 31))],
    ["what is packed", (raw) => raw.bytes(Uint8Array.of(1, 0, 0, 0, 1, 0))],
  ];
  test.each(garbage)(
    "[T19] closes a link that sends %s as protocol-error, and no other",
    async (_what, say) => {
      const ours = await server("native");
      const raw = new RawStream(ours.port);
      onTestFinished(() => raw.end());
      raw.chunk({ credential: goodCredential });
      await expect.poll(() => ours.recorders).toHaveLength(1);
      say(raw);
      await expect.poll(() => ours.recorders[0]?.closings()).toHaveLength(1);
      expect(ours.recorders[0]?.closings()).toMatchObject([
        { code: "protocol-error", by: "local" },
      ]);
      await raw.ended;
      await ours.expectGoodLinkAlive();
    },
  );

  test("[T19] accepts a message in gzip, and closes a link whose message decompresses to more than the limit", async () => {
    const ours = await server("native");
    const raw = new RawStream(ours.port, { "grpc-encoding": "gzip" });
    onTestFinished(() => raw.end());
    raw.packed({ credential: goodCredential });
    await expect.poll(() => ours.recorders).toHaveLength(1);
    raw.packed({ frames: [Uint8Array.of(3, 42)] });
    await expect.poll(() => ours.recorders[0]?.payloads()).toEqual([Uint8Array.of(42)]);
    raw.packed({ frames: [new Uint8Array(4 * 1024 * 1024)] });
    await expect.poll(() => ours.recorders[0]?.closings()).toHaveLength(1);
    const detail = expect.stringContaining("after decompression");
    expect(ours.recorders[0]?.closings()).toMatchObject([{ code: "protocol-error", detail }]);
    await ours.expectGoodLinkAlive();
  });

  test("[T11] half a message and the end of the connection is lost", async () => {
    const ours = await server("native");
    const raw = new RawStream(ours.port);
    raw.chunk({ credential: goodCredential });
    await expect.poll(() => ours.recorders).toHaveLength(1);
    raw.bytes(lengthPrefixed(new Uint8Array(10), 1000));
    raw.end();
    await expect
      .poll(() => ours.recorders[0]?.closings())
      .toMatchObject([{ code: "lost", by: "network" }]);
    await ours.expectGoodLinkAlive();
  });

  test("[T18] frees a stream that never sends a credential; of too many that wait the oldest is dropped", async () => {
    const ours = await server("native", { heartbeatMs: 2500 });
    const raws: RawStream[] = [];
    const gone: number[] = [];
    onTestFinished(() => raws.forEach((raw) => raw.end()));
    const wait = async () => {
      const raw = new RawStream(ours.port);
      const number = raws.push(raw);
      void raw.ended.then(() => gone.push(number));
      await raw.accepted();
    };
    for (let i = 0; i < 66; i++) await wait();
    await expect.poll(() => gone).toEqual([1, 2]);
    await expect.poll(() => gone.length, { timeout: 8000 }).toBe(66);
    expect(ours.recorders).toEqual([]);
    const latecomer = new RawStream(ours.port);
    onTestFinished(() => latecomer.end());
    latecomer.chunk({ credential: goodCredential });
    await expect.poll(() => ours.recorders).toHaveLength(1);
  });

  test("[R42] ends a call whose single message does not arrive in time, and no link for the length of its stream", async () => {
    const ours = await server("native", {}, { requestWithinMs: 500 });
    const half = new RawStream(ours.port, { ":path": "/crosswire.v1.Wire/Open" });
    onTestFinished(() => half.end());
    half.bytes(lengthPrefixed(openRequest(goodCredential), 1000));
    // The request stream of the good link began before.
    await half.ended;
    expect(half.stream.rstCode).toBe(constants.NGHTTP2_CANCEL);
    await ours.expectGoodLinkAlive();
  });

  test("[T18] refuses a credential which is not admitted, and a foreign page", async () => {
    const ours = await server("native");
    const dialing = ours.dialer.dial(
      { ...ours.address, credential: "bad" },
      new RecordingListener().attach,
    );
    await expect(dialing).rejects.toMatchObject({ reason: { code: "refused", by: "remote" } });
    const foreign = new RawStream(ours.port, { origin: "http://evil.test" });
    onTestFinished(() => foreign.end());
    foreign.chunk({ credential: goodCredential });
    await foreign.ended;
    expect(ours.recorders).toEqual([]);
  });

  test("[T19] during a flood on one link the others still receive messages", async () => {
    const ours = await server("native");
    const raw = new RawStream(ours.port);
    onTestFinished(() => raw.end());
    raw.chunk({ credential: goodCredential });
    for (let i = 0; i < 20_000; i++) raw.chunk({ frames: [Uint8Array.of(3, 1, 2, 3)] });
    await ours.expectGoodLinkAlive();
    await expect.poll(() => ours.recorders[0]?.payloads().length, { timeout: 10_000 }).toBe(20_000);
  });
});
