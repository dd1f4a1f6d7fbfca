import Fastify from "fastify";
import { expect, test } from "vitest";
import { iceRoute, iceServersFor, parseIceServers } from "./index.ts";

const stun = { urls: ["stun:stun.example:3478"] };
const turn = { urls: ["turn:turn.example:3478?transport=udp"] };
const own = { urls: ["turns:other.example:5349"], username: "u", credential: "p" };

test("[M5] credentials are those of the TURN REST draft", () => {
  // printf '1700003600:3' | openssl dgst -sha1 -hmac north -binary | base64
  const credentials = { username: "1700003600:3", credential: "NaIlEXYz4BBrr8NJ/H5HBPVlCzQ=" };
  const servers = [stun, turn, own];
  expect(iceServersFor({ servers, secret: "north" }, 3, 1_700_000_000_999)).toEqual([
    stun,
    { ...turn, ...credentials },
    own,
  ]);
  expect(iceServersFor({ servers: [stun, own], secret: undefined }, 3, 0)).toEqual([stun, own]);
});

function served() {
  const fastify = Fastify();
  let nowMs = 1_700_000_000_000;
  const ada = { room: "lobby", seat: 3 };
  iceRoute(fastify, {
    servers: [turn],
    secret: "north",
    memberOf: (key) => (key === "ada" ? ada : undefined),
    now: () => nowMs,
  });
  const asked = async (headers: Record<string, string>) => {
    const { statusCode, body } = await fastify.inject({ url: "/api/ice", headers });
    return [statusCode, statusCode === 200 ? (JSON.parse(body) as unknown) : undefined];
  };
  return { asked, wait: (ms: number) => void (nowMs += ms) };
}

test("[M5] only a session key gets ICE servers", async () => {
  const { asked } = served();
  const username = "1700003600:3";
  const credential = "NaIlEXYz4BBrr8NJ/H5HBPVlCzQ=";
  const iceServers = [{ ...turn, username, credential }];
  expect(await asked({ authorization: "Bearer ada" })).toEqual([200, { iceServers }]);
  expect(await asked({ authorization: "Bearer bob" })).toEqual([401, undefined]);
  expect(await asked({ authorization: "Basic ada" })).toEqual([401, undefined]);
  expect(await asked({})).toEqual([401, undefined]);
});

test("[M5] one player gets six answers, and one more ten minutes later", async () => {
  const { asked, wait } = served();
  const statuses = async (times: number) => {
    const answers: unknown[] = [];
    for (let i = 0; i < times; i++) answers.push((await asked({ authorization: "Bearer ada" }))[0]);
    return answers;
  };
  expect(await statuses(8)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  wait(600_000);
  expect(await statuses(2)).toEqual([200, 429]);
});

test.each<[string, string | undefined, unknown]>([
  ["", undefined, []],
  ["stun:stun.example:3478, stun:b.example", undefined, [stun, { urls: ["stun:b.example"] }]],
  ["turn:turn.example:3478?transport=udp", "north", [turn]],
  [JSON.stringify([own, { urls: "stun:stun.example:3478" }]), undefined, [own, stun]],
  ["[]", undefined, []],
  ["turn:turn.example", undefined, undefined],
  ["http://stun.example", undefined, undefined],
  ["stun:", undefined, undefined],
  ["stun:a b", undefined, undefined],
  ["[{", undefined, undefined],
  ["[{}]", undefined, undefined],
  ["[7]", undefined, undefined],
  ['[{"urls":[]}]', undefined, undefined],
  ['[{"urls":"turn:t.example","username":"u"}]', "north", undefined],
  ['{"urls":"stun:t.example"}', undefined, undefined],
])("[M6] ICE_SERVERS=%s with the secret %s", (text, secret, servers) => {
  expect(parseIceServers(text, secret)).toEqual(servers);
});
