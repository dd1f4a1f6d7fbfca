import { describe, expect, test } from "vitest";
import type { SessionState } from "../../view.ts";
import { announcementOf, type AnnouncerState } from "./announcements.ts";

const flying: SessionState = {
  phase: "playing",
  transport: "webrtc",
  chosen: "auto",
  statusText: "",
  swappingTo: undefined,
};
const calm: AnnouncerState = {
  connection: flying,
  round: { phase: "playing", number: 3, secondsLeft: 90 },
  scores: [],
  flying: true,
};

/** The announcements for a sequence of moments. */
function announced(...moments: readonly AnnouncerState[]): string[] {
  return moments.flatMap((now, at) => announcementOf(moments[at - 1] ?? calm, now) ?? []);
}
const linked = (...parts: readonly Partial<SessionState>[]): AnnouncerState[] =>
  parts.map((part) => ({ ...calm, connection: { ...flying, ...part } as SessionState }));

describe("of the connection", () => {
  test("[C41] a swap is announced once, when it is done", () => {
    expect(
      announced(
        ...linked(
          { chosen: "sse" },
          { chosen: "sse", swappingTo: "sse" },
          { chosen: "sse", swappingTo: "sse", transport: "sse" },
          { chosen: "sse", transport: "sse" },
        ),
      ),
    ).toEqual(["Flying on SSE"]);
  });

  test("[C41] an outage is announced when it begins and when it ends, and the tries between are not", () => {
    const down = { phase: "reconnecting", transport: undefined } as const;
    expect(
      announced(
        ...linked(
          { ...down, statusText: "The server is going away; reconnecting" },
          { ...down, statusText: "The server does not answer; trying again" },
          { ...down, statusText: "The server has forgotten this ship; joining again" },
          { transport: "socketio" },
        ),
      ),
    ).toEqual(["The server is going away; reconnecting", "Flying on Socket.IO"]);
  });

  test("[C41] a fallback is announced with its status text, and not again while the text stays", () => {
    const note = "WebRTC went silent: flying on Socket.IO, trying again";
    const fallen = { transport: "socketio", statusText: note } as const;
    expect(announced(...linked(fallen, { ...fallen, swappingTo: "webrtc" }, fallen))).toEqual([
      note,
    ]);
  });

  test("[C41] a refusal is announced", () => {
    expect(announced(...linked({ phase: "refused", statusText: "room lobby is full" }))).toEqual([
      "room lobby is full",
    ]);
  });
});

test("[C41] a burst, the return, and the end and the beginning of a round are announced once, and no countdown is", () => {
  const row = {
    id: 1,
    name: "Vegas",
    self: false,
    bot: true,
    transport: "bot",
    kills: 1,
    deaths: 0,
  };
  const scores = [
    { ...row, score: 300 },
    { ...row, id: 0, name: "Nova", self: true, score: 80 },
  ];
  const second = (secondsLeft: number, part: Partial<AnnouncerState> = {}): AnnouncerState => ({
    ...calm,
    scores,
    round: { ...calm.round, secondsLeft },
    ...part,
  });
  const podium = { phase: "podium", number: 3, secondsLeft: 9 } as const;
  expect(
    announced(
      second(5),
      second(4, { flying: false }),
      second(3, { flying: false }),
      second(2),
      second(1, { round: podium }),
      second(0, { round: { ...podium, secondsLeft: 8 } }),
      second(180, { round: { phase: "playing", number: 4, secondsLeft: 180 } }),
    ),
  ).toEqual([
    "Your ship has burst",
    "Your ship is back",
    "Round 3 is over. Vegas came first. You came second.",
    "Round 4 begins",
  ]);
});
