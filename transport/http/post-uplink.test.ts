import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { decodeFrame, encodeFrame, type Frame } from "../frame.ts";
import { listening, portOf } from "../testing/test-rigs.ts";
import { decodeBatch } from "./batch.ts";
import { PostUplink } from "./post-uplink.ts";

const message = (number: number): Frame => ({
  kind: "reliable-ordered",
  payload: Uint8Array.of(number),
});
const close: Frame = { kind: "close", code: "done", detail: "" };

/** A server that answers a GET at once and a POST when the test says so. */
async function slowServer() {
  const lost: string[] = [];
  const posted: { url: string | undefined; frames: Frame[]; answer: ServerResponse }[] = [];
  const server = await listening((request: IncomingMessage, answer) => {
    if (request.method === "GET") return void answer.end();
    void buffer(request).then((body) => {
      posted.push({ url: request.url, frames: decodeBatch(body).map(decodeFrame), answer });
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${portOf(server)}`;
  const posts = new PostUplink(`${origin}/x`, (detail) => lost.push(detail));
  onTestFinished(() => posts.end());
  const write = (...frames: Frame[]) => frames.forEach((frame) => posts.write(encodeFrame(frame)));
  return { origin, posted, posts, write, lost };
}

test("one POST at a time: frames written meanwhile go into the next", async () => {
  const { origin, posted, write } = await slowServer();
  write(message(1), message(2));
  await expect.poll(() => posted).toHaveLength(1);
  write(message(3));
  write(message(4));
  for (let i = 0; i < 5; i++) await fetch(`${origin}/other`);
  expect(posted).toHaveLength(1);
  posted[0]?.answer.writeHead(204).end();
  await expect.poll(() => posted).toHaveLength(2);
  expect(posted.map(({ url, frames }) => [url, frames])).toEqual([
    ["/x?n=0", [message(1), message(2)]],
    ["/x?n=1", [message(3), message(4)]],
  ]);
});

test("[T9] the close frame does not wait for an answer, and all waiting frames go with it", async () => {
  const { posted, write } = await slowServer();
  write(message(1));
  await expect.poll(() => posted).toHaveLength(1);
  write(message(2));
  write(close);
  await expect.poll(() => posted).toHaveLength(2);
  expect(posted[0]?.answer.headersSent).toBe(false);
  expect(posted[1]).toMatchObject({ url: "/x?n=1", frames: [message(2), close] });
});

test("[T11] a refused POST is a lost wire, reported once", async () => {
  const { posted, write, lost } = await slowServer();
  write(message(1));
  await expect.poll(() => posted).toHaveLength(1);
  posted[0]?.answer.writeHead(404).end();
  await expect.poll(() => lost).toEqual(["a POST was answered 404"]);
});

test("[T3] a POST whose answer was lost is repeated with the same number", async () => {
  const { posted, write, lost } = await slowServer();
  write(message(1));
  await expect.poll(() => posted).toHaveLength(1);
  posted[0]?.answer.destroy();
  await expect.poll(() => posted).toHaveLength(2);
  expect(posted[1]).toMatchObject({ url: "/x?n=0", frames: [message(1)] });
  expect(lost).toEqual([]);
});

test("ending does not abort the POST on its way", async () => {
  const { posted, posts, write } = await slowServer();
  write(message(1));
  await expect.poll(() => posted).toHaveLength(1);
  const left = once(posted[0]!.answer, "close");
  posts.end();
  await left;
  expect(posted).toHaveLength(1);
});
