import * as fc from "fast-check";
import { codecNames } from "#protocol";
import { expect, test } from "vitest";
import { shareLinkFor, parsePageAddress, switchNames } from "./page-address.ts";
import type { Settings } from "./view.ts";

const known = ["webrtc", "socketio"] as const;
const plain = {
  name: undefined,
  room: "lobby",
  bots: undefined,
  transport: "auto",
  codec: "binary",
  autopilot: false,
  panel: undefined,
  netGraph: undefined,
  settings: {},
  problems: [],
};
const standard: Settings = {
  prediction: true,
  reconciliation: true,
  interpolation: true,
  lagCompensation: true,
  ackClock: true,
  mesh: true,
  tracing: true,
  screenShake: true,
  reducedMotion: false,
  serverGhost: false,
};

test("[C20] an address without parameters is the lobby with the standard choices", () => {
  expect(parsePageAddress("", known)).toEqual(plain);
});

test("[C20] every parameter sets what it names", () => {
  const query =
    "?name=Ada&room=attic-2&bots=0&transport=webrtc&codec=msgpack&autopilot=1&panel=scores&graph=4&prediction=0&serverGhost=1";
  expect(parsePageAddress(query, known)).toEqual({
    ...plain,
    name: "Ada",
    room: "attic-2",
    bots: 0,
    transport: "webrtc",
    codec: "msgpack",
    autopilot: true,
    panel: "scores",
    netGraph: 4,
    settings: { prediction: false, serverGhost: true },
  });
});

test.each([
  ["room=Lobby", "room=Lobby: small letters, digits and - only; joining lobby"],
  ["room=", "room=: small letters, digits and - only; joining lobby"],
  ["transport=pigeon", "transport=pigeon is not one of auto, webrtc, socketio"],
  ["codec=xml", "codec=xml is not one of binary, json, msgpack, protobuf"],
  ["bots=17", "bots=17: a whole number from 0 to 16"],
  ["bots=", "bots=: a whole number from 0 to 16"],
  ["bots=1.5", "bots=1.5: a whole number from 0 to 16"],
  ["bots=0x5", "bots=0x5: a whole number from 0 to 16"],
  ["graph=5", "graph=5: a whole number from 0 to 4"],
  ["panel=wire", "panel=wire is not one of settings, help, scores"],
  ["prediction=off", "prediction=off: 0 or 1"],
  ["autopilot=yes", "autopilot=yes: 0 or 1"],
])(
  "[C20] what cannot be had is named, and the rest is as it would be without: %s",
  (query, problem) => {
    expect(parsePageAddress(`?${query}`, known)).toEqual({ ...plain, problems: [problem] });
  },
);

test("[C20] every wrong parameter is named", () => {
  expect(
    parsePageAddress("?room=A&transport=b&bots=c&graph=d&panel=e&tracing=f", known).problems.length,
  ).toBe(6);
});

test("[C21] a copied link gives the state it was copied from, without the name", () => {
  const settings = fc.record(
    Object.fromEntries(switchNames.map((name) => [name, fc.boolean()])),
  ) as unknown as fc.Arbitrary<Settings>;
  const state = fc.record({
    room: fc.stringMatching(/^[a-z0-9-]{1,32}$/),
    bots: fc.option(fc.nat(16), { nil: undefined }),
    transport: fc.constantFrom("auto", ...known),
    codec: fc.constantFrom(...codecNames),
    settings,
  });
  fc.assert(
    fc.property(state, (copied) => {
      const page = "http://localhost:3000/?name=Ada&panel=help&prediction=0#top";
      const link = shareLinkFor(page, { ...copied, standard });
      const setup = parsePageAddress(new URL(link).search, known);
      expect({ ...setup, settings: { ...standard, ...setup.settings } }).toEqual({
        ...plain,
        ...copied,
      });
    }),
  );
});

test("[C21] a standard choice is not in the link", () => {
  const usual = { room: "lobby", bots: undefined, transport: "auto", codec: "binary" } as const;
  const state = { ...usual, settings: standard, standard };
  expect(shareLinkFor("http://localhost:3000/?name=Ada", state)).toBe(
    "http://localhost:3000/?room=lobby",
  );
});
