import { MalformedDescription, NotAccepting, type OfferAnswerer } from "#transport";
import Fastify, { type InjectOptions } from "fastify";
import { expect, test } from "vitest";
import { addErrorHandlers, signalingRoutes, TicketStore } from "./index.ts";

type Answer = OfferAnswerer["answer"];

function served({
  answer = async ({ sdp, channels = "default" }) => ({ sdp: `${channels} channels to ${sdp}` }),
  perNetwork = 10,
}: { answer?: Answer | undefined | null; perNetwork?: number } = {}) {
  const fastify = Fastify();
  const tickets = new TicketStore({ now: () => 0, perNetwork });
  addErrorHandlers(fastify);
  signalingRoutes(fastify, {
    tickets,
    admits: (credential) => credential === "good",
    answer: answer ?? undefined,
  });
  const ask = async (options: InjectOptions) => {
    const response = await fastify.inject({ method: "POST", ...options });
    return { status: response.statusCode, body: response.json<Record<string, string>>() };
  };
  return { tickets, ask };
}

const json = { "content-type": "application/json" };
const tickets = "/api/tickets";
const webrtc = "/api/webrtc";
const bearer = { authorization: "Bearer good" };

test("[R18] a ticket is for the room, the bots and the name of the request; without a room for the lobby", async () => {
  const { ask, tickets: book } = served();
  const payload = { name: " Ada \u202e\u0007 Lovelace\n", room: "attic-2", bots: 0 };
  const wished = await ask({ url: tickets, payload });
  const plain = await ask({ url: tickets, payload: {} });
  expect([wished.status, plain.status]).toEqual([200, 200]);
  expect(book.spend(wished.body["ticket"] ?? "")).toMatchObject({
    name: "Ada Lovelace",
    room: "attic-2",
    bots: 0,
  });
  expect(book.spend(plain.body["ticket"] ?? "")).toMatchObject({
    name: "",
    room: "lobby",
    bots: undefined,
  });
});

const roomWords = "a room's name is 1 to 32 small letters, digits and -";
const jsonWords = "the request should be JSON: an object with the fields of this route";

test.each<[string, number, string, InjectOptions]>([
  ["room in capitals", 400, roomWords, { url: tickets, payload: { room: "Lobby" } }],
  ["an empty room", 400, roomWords, { url: tickets, payload: { room: "" } }],
  ["a room with a path", 400, roomWords, { url: tickets, payload: { room: "../../etc" } }],
  ["a long room", 400, roomWords, { url: tickets, payload: { room: "a".repeat(33) } }],
  ["17 bots", 400, "bots: a whole number from 0 to 16", { url: tickets, payload: { bots: 17 } }],
  [
    "half a bot",
    400,
    "bots: a whole number from 0 to 16",
    { url: tickets, payload: { bots: 0.5 } },
  ],
  [
    "a name without end",
    400,
    "a name is text of at most 64 characters",
    { url: tickets, payload: { name: "x".repeat(65) } },
  ],
  ["a list", 400, jsonWords, { url: tickets, payload: "[]", headers: json }],
  ["no body", 400, jsonWords, { url: tickets }],
  [
    "text",
    400,
    jsonWords,
    { url: tickets, payload: "room=lobby", headers: { "content-type": "text/plain" } },
  ],
  [
    "a form",
    415,
    "the request should be JSON (content-type: application/json)",
    {
      url: tickets,
      payload: "room=lobby",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    },
  ],
  [
    "five kilobytes",
    413,
    "the request is too large",
    { url: tickets, payload: { name: "x".repeat(5000) } },
  ],
  [
    "no credential",
    401,
    "no valid ticket: join the room first",
    { url: webrtc, payload: { sdp: "v=0" } },
  ],
  [
    "another credential",
    401,
    "no valid ticket: join the room first",
    { url: webrtc, payload: { sdp: "v=0" }, headers: { authorization: "Bearer other" } },
  ],
  [
    "a password",
    401,
    "no valid ticket: join the room first",
    { url: webrtc, payload: { sdp: "v=0" }, headers: { authorization: "Basic good" } },
  ],
  [
    "no offer",
    400,
    "sdp: the offer of a WebRTC peer, as text",
    { url: webrtc, payload: {}, headers: bearer },
  ],
  [
    "two channels",
    400,
    "channels: by-delivery, or one for all",
    { url: webrtc, payload: { sdp: "v=0", channels: "two" }, headers: bearer },
  ],
  [
    "an offer without end",
    413,
    "the request is too large",
    { url: webrtc, payload: { sdp: "v".repeat(40_000) }, headers: bearer },
  ],
  ["elsewhere", 404, "there is nothing at /api/nothing", { url: "/api/nothing?room=lobby" }],
])("[R18] refused in words: %s", async (_name, status, error, options) => {
  const { ask } = served();
  expect(await ask(options)).toEqual({ status, body: { error } });
});

test("[R18] broken JSON is refused as such", async () => {
  const { ask } = served();
  const { status, body } = await ask({ url: tickets, payload: "{room:", headers: json });
  expect(status).toBe(400);
  expect(Object.keys(body)).toEqual(["error"]);
  expect(body["error"]).toMatch(/^not understood: .*JSON/);
});

test("[R51] tickets are counted by the address of the request", async () => {
  const { ask, tickets: book } = served({ perNetwork: 2 });
  const ticketFor = async (remoteAddress: string) =>
    (await ask({ url: tickets, payload: {}, remoteAddress })).body["ticket"] ?? "";
  const issued: string[] = [];
  for (const last of [1, 1, 2, 1]) issued.push(await ticketFor(`192.0.2.${last}`));
  expect(issued.map((ticket) => book.admits(ticket))).toEqual([false, true, true, true]);
});

test("[R18] an offer is answered, and the peer's refusal decides the status", async () => {
  const offer = { url: webrtc, payload: { sdp: "v=0" }, headers: bearer };
  const failing = (error: Error) => served({ answer: () => Promise.reject(error) }).ask(offer);
  expect(await served().ask(offer)).toEqual({
    status: 200,
    body: { sdp: "default channels to v=0" },
  });
  expect(await served().ask({ ...offer, payload: { sdp: "v=0", channels: "one" } })).toEqual({
    status: 200,
    body: { sdp: "one channels to v=0" },
  });
  expect(await failing(new MalformedDescription("video"))).toEqual({
    status: 400,
    body: { error: "malformed description: video" },
  });
  expect(await failing(new NotAccepting("too many peers half open"))).toEqual({
    status: 503,
    body: { error: "the server's WebRTC peer takes nobody just now; try again in a moment" },
  });
  expect(await failing(new Error("at 0x7ffe in native code"))).toEqual({
    status: 500,
    body: { error: "the server failed at this; try again" },
  });
  expect(await served({ answer: null }).ask(offer)).toEqual({
    status: 503,
    body: { error: "this server has no WebRTC peer" },
  });
});
