import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import fastifyFactory from "fastify";
import protobuf from "protobufjs";
import { expect, onTestFinished, test } from "vitest";
import { traceRoutes } from "./index.ts";
import { intakeRig, json, proto } from "./intake.suite.ts";
import { groupsOf, requestOf, span, tickAsProtobuf } from "./otlp/fixtures.suite.ts";

/** A google.rpc.Status, read without our own descriptor. */
function statusIn(body: Buffer) {
  const reader = protobuf.Reader.create(body);
  expect([reader.uint32(), reader.int32(), reader.uint32()]).toEqual([8, expect.any(Number), 18]);
  return reader.string();
}

const good = JSON.stringify(requestOf("s", span()));
const refusals: [string, number, Buffer | string, Record<string, string>][] = [
  ["text that is no JSON", 400, "{", { "content-type": json }],
  ["a JSON list", 400, "[]", { "content-type": json }],
  ["lists that are none", 400, '{"resourceSpans":{}}', { "content-type": json }],
  ["a resource that is a number", 400, '{"resourceSpans":[5]}', { "content-type": json }],
  ["truncated protobuf", 400, tickAsProtobuf().body.subarray(0, -3), { "content-type": proto }],
  ["broken gzip", 400, "no gzip", { "content-type": json, "content-encoding": "gzip" }],
  [
    "truncated gzip",
    400,
    gzipSync(good).subarray(0, -9),
    { "content-type": json, "content-encoding": "gzip" },
  ],
  ["another content type", 415, good, { "content-type": "text/plain" }],
  ["another encoding", 415, good, { "content-type": json, "content-encoding": "br" }],
  [
    "a body that is too large",
    413,
    JSON.stringify({ pad: "x".repeat(5000) }),
    { "content-type": json },
  ],
  [
    "a body that is too large after gunzip",
    413,
    gzipSync(JSON.stringify({ pad: "x".repeat(5000) })),
    { "content-type": json, "content-encoding": "gzip" },
  ],
];
test.each(refusals)(
  "%s is a %d with a status that says why, and the store is as before",
  async (_what, status, body, headers) => {
    const { posted, store } = intakeRig();
    store.add(groupsOf("before", span()));
    const answer = await posted(body, headers, { maxBodyBytes: 4096 });

    expect(answer.status).toBe(status);
    const isProtobuf = headers["content-type"] === proto;
    expect(answer.type).toBe(isProtobuf ? proto : json);
    expect(isProtobuf ? statusIn(answer.body) : JSON.parse(answer.body.toString()).message).toMatch(
      /\w+/,
    );
    expect(store.counts().spans).toBe(1);
  },
);

test("senders on other machines are refused where no admission is set", async () => {
  const { posted } = intakeRig();
  const headers = { "content-type": json };
  const far = { remoteAddress: "192.168.1.7" };
  const codes = [
    await posted(good, headers, far),
    await posted(good, { ...headers, "x-forwarded-for": "127.0.0.1" }, far),
    await posted(good, { ...headers, authorization: "Bearer any" }, far),
    await posted(good, headers, { remoteAddress: "::1" }),
    await posted(good, headers, { ...far, admission: () => "other" }),
  ];
  expect(codes.map(({ status }) => status)).toEqual([403, 403, 403, 200, 200]);
});

test("a sender that is not admitted gets its 403 before any of the body has arrived", async () => {
  const { store } = intakeRig();
  const fastify = fastifyFactory();
  await fastify.register(traceRoutes, { store, admission: () => undefined });
  const url = new URL(await fastify.listen({ port: 0, host: "127.0.0.1" }));
  onTestFinished(() => fastify.close());
  const socket = connect(Number(url.port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${json}\r\nContent-Length: 9999999\r\n\r\n`,
  );
  const [answer] = (await once(socket, "data")) as [Buffer];

  expect(answer.toString()).toMatch(/^HTTP\/1.1 403 /);
});
