/** The same routes over HTTP/2, where headers of HTTP/1.1 are forbidden. Without TLS, which is not part of this folder. */
import { once } from "node:events";
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import { buffer, json } from "node:stream/consumers";
import Fastify, { type FastifyInstance } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { decodeFrame, encodeFrame } from "../frame.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import {
  allHttpEnds,
  longPollingEnds,
  portOfListening,
  type HttpEnds,
} from "../testing/http-test-rigs.ts";
import { encodeBatch, decodeBatch } from "./batch.ts";

/** One connection that carries all requests of a link. */
class Http2 {
  readonly session: ClientHttp2Session;

  constructor(port: number) {
    this.session = connect(`http://127.0.0.1:${port}`);
  }

  async ask(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Uint8Array,
  ): Promise<{ stream: ClientHttp2Stream; status: number }> {
    const stream = this.session.request({ ":method": method, ":path": path, ...headers });
    stream.end(body);
    const [answer] = (await once(stream, "response")) as [{ ":status": number }];
    return { stream, status: answer[":status"] };
  }
}

async function serverOf(ends: HttpEnds) {
  const fastify = Fastify({
    http2: true,
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  const recorder = new RecordingListener();
  const listener = await ends.acceptor({ fastify, admission }).listen(recorder.attach);
  const http = new Http2(await portOfListening(fastify));
  onTestFinished(async () => {
    await listener.stop();
    http.session.destroy();
    await fastify.close();
  });
  const path = `/link/${ends.name}`;
  const { stream } = await http.ask("POST", path, { authorization: `Bearer ${goodCredential}` });
  const { link } = (await json(stream)) as { link: string };
  onTestFinished(async () => void (await http.ask("DELETE", `${path}/${link}`)));
  return { recorder, http, path: `${path}/${link}` };
}

const octets = { "content-type": "application/octet-stream" };
const frame = (number: number) =>
  encodeFrame({ kind: "reliable-ordered", payload: Uint8Array.of(number) });

test.each(allHttpEnds)("$name carries frames up and down over HTTP/2", async (ends) => {
  const { recorder, http, path } = await serverOf(ends);
  const down = await http.ask("GET", `${path}?n=0`);
  expect([200, 204]).toContain(down.status);
  for (const number of [0, 1, 2]) {
    const up = await http.ask("POST", `${path}?n=${number}`, octets, encodeBatch([frame(number)]));
    expect(up.status).toBe(204);
  }
  expect(recorder.payloads().map(([first]) => first)).toEqual([0, 1, 2]);

  recorder.link?.send(Uint8Array.of(7), "reliable-ordered");
  const heard = async (): Promise<Buffer> => {
    if (ends.name !== "sse") return await buffer((await http.ask("GET", `${path}?n=1`)).stream);
    for await (const text of down.stream.setEncoding("utf8") as AsyncIterable<string>) {
      const [, base64] = /data: (.+)\n/.exec(text) ?? [];
      if (base64) return Buffer.from(base64, "base64");
    }
    return Buffer.alloc(0);
  };
  expect(decodeBatch(await heard()).map(decodeFrame)).toContainEqual(decodeFrame(frame(7)));
});

test.each(allHttpEnds)(
  "[T19] $name cuts off a body that is too long, and no other stream",
  async (ends) => {
    const { recorder, http, path } = await serverOf(ends);
    await http.ask("GET", `${path}?n=0`);
    const posting = http.session.request({ ":method": "POST", ":path": `${path}?n=0`, ...octets });
    posting.on("error", () => {});
    posting.write(new Uint8Array(200_000));
    const [answer] = (await once(posting, "response")) as [{ ":status": number }];
    expect(answer[":status"]).toBe(413);
    await expect.poll(() => recorder.closings()).toMatchObject([{ code: "protocol-error" }]);
    await expect.poll(() => posting.destroyed, { timeout: 5000 }).toBe(true);
    // Whether it has ended meanwhile or not, the connection stays.
    expect([204, 205, 404]).toContain((await http.ask("DELETE", path)).status);
  },
);

test.each(allHttpEnds)("$name detects over HTTP/2 that the far side has closed", async (ends) => {
  const { recorder, http, path } = await serverOf(ends);
  const { stream } = await http.ask("GET", `${path}?n=0`);
  if (ends.name === "sse") stream.destroy();
  else await http.ask("DELETE", path);
  await expect.poll(() => recorder.closings()).toMatchObject([{ code: "lost", by: "network" }]);
});

test("[T3] long-polling: a poll that was aborted over HTTP/2 is answered when it is repeated", async () => {
  const { recorder, http, path } = await serverOf(longPollingEnds);
  await http.ask("GET", `${path}?n=0`);
  const left = http.session.request({ ":path": `${path}?n=1` });
  await http.ask("POST", `${path}?n=0`, octets, encodeBatch([frame(1)]));
  left.close();
  await once(left, "close");
  recorder.link?.send(Uint8Array.of(7), "reliable-ordered");
  const { stream } = await http.ask("GET", `${path}?n=1`);
  expect(decodeBatch(await buffer(stream)).map(decodeFrame)).toContainEqual(decodeFrame(frame(7)));
  expect(recorder.closings()).toEqual([]);
});
