import { protocolVersion, encodeEnvelope, type Kind, ping, input } from "#protocol";
import { describe, expect, test } from "vitest";
import { helloBytes, makeTestRig, settle, type RawClient } from "../../testing/test-rig.suite.ts";

const message = (kind: Kind, sequence: number, body: Uint8Array): Uint8Array =>
  encodeEnvelope({ kind, sequence, context: undefined, body });

describe("tickets", () => {
  test("[R1] a ticket joins once: the second hello with it is refused, and the first one's player stays", async () => {
    const rig = await makeTestRig();
    const ticket = rig.ticket();
    const first = await rig.dialWithHello({ credential: ticket });
    const second = await rig.dialWithHello({ credential: ticket });
    expect(first.closed).toBeUndefined();
    expect(second.closed).toEqual({
      code: "refused",
      by: "remote",
      detail: "this ticket is unknown, expired or already used",
    });
    expect(rig.sessions.count).toBe(1);
  });

  test("[R1] a ticket nobody issued and one a minute old are refused in the same words", async () => {
    const rig = await makeTestRig();
    const old = rig.ticket();
    rig.clock.advance(60_000);
    const closed = [
      (await rig.dialWithHello({ credential: "made up" })).closed,
      (await rig.dialWithHello({ credential: old })).closed,
    ];
    const detail = "this ticket is unknown, expired or already used";
    expect(closed).toEqual([
      { code: "refused", by: "remote", detail },
      { code: "refused", by: "remote", detail },
    ]);
    expect(rig.admission.refusals).toEqual(new Map([["refused", 2]]));
  });

  test("[R1] links are admitted by an unspent ticket or the key of a session that stands, by nothing else", async () => {
    const rig = await makeTestRig();
    const ticket = rig.ticket();
    expect(rig.sessions.admits(ticket)).toBe(true);
    const player = await rig.joinPlayer();
    const { key } = player.welcome;
    expect(rig.sessions.admits(key)).toBe(true);
    expect(rig.sessions.memberOf(key)).toEqual({ room: "lobby", seat: 0 });
    expect(rig.sessions.memberOf(ticket)).toBeUndefined();
    player.client.link.close("done");
    await settle();
    rig.clock.advance(60_000);
    expect([ticket, key, ""].map((each) => rig.sessions.admits(each))).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("[R2] the seventeenth player is told that the room is full, and sixteen go on", async () => {
    const rig = await makeTestRig();
    for (let seat = 0; seat < 16; seat++) await rig.joinPlayer();
    const late = await rig.dialWithHello({ credential: rig.ticket() });
    expect(late.closed).toEqual({
      code: "refused",
      by: "remote",
      detail: "room lobby is full: 16 of 16 seats",
    });
    expect(rig.sessions.count).toBe(16);
  });

  test("[R2] a player who asks for one room too many is refused in words", async () => {
    const rig = await makeTestRig({ maxRooms: 1 });
    await rig.joinPlayer();
    const other = await rig.dialWithHello({ credential: rig.ticket({ room: "attic" }) });
    expect(other.closed?.detail).toBe("this server has no room for one more room");
  });

  test("[R2] a page of another version is told to reload, and keeps its ticket", async () => {
    const rig = await makeTestRig();
    const credential = rig.ticket();
    const old = await rig.dialWithHello({ credential, version: protocolVersion + 1 });
    expect(old.closed).toEqual({
      code: "incompatible",
      by: "remote",
      detail: `this server speaks version ${protocolVersion}, the page ${protocolVersion + 1}: reload the page`,
    });
    expect(rig.sessions.admits(credential)).toBe(true);
  });

  test("[R5] a link without a hello for 5 s is closed as timeout, one with a hello is not", async () => {
    const rig = await makeTestRig();
    const silent = await rig.dial();
    const player = await rig.joinPlayer();
    await rig.advance(4999);
    expect(silent.closed).toBeUndefined();
    await rig.advance(2);
    expect(silent.closed).toEqual({ code: "timeout", by: "remote", detail: "no hello within 5 s" });
    expect(player.client.closed).toBeUndefined();
  });

  test("[R5] a link that hung up before its hello leaves nothing behind", async () => {
    const rig = await makeTestRig();
    const stranger = await rig.dial();
    stranger.link.close("done");
    await settle();
    await rig.advance(10_000);
    expect({ waiting: rig.clock.pendingTimers, refusals: rig.admission.refusals }).toEqual({
      waiting: 0,
      refusals: new Map(),
    });
  });
});

describe("a malformed or forbidden message closes its own link and nothing else", () => {
  const first: readonly (readonly [string, () => Uint8Array])[] = [
    ["nothing", () => new Uint8Array()],
    ["garbage", () => Uint8Array.from({ length: 64 }, (_, at) => (at * 197) & 255)],
    ["a ping", () => message("ping", 1, ping.encode(1))],
    ["an input", () => message("input", 1, new Uint8Array(20))],
    ["a truncated hello", () => helloBytes({ credential: "abc" }).slice(0, -1)],
    ["a hello with a tail", () => Uint8Array.of(...helloBytes({ credential: "abc" }), 0)],
    ["an oversized hello", () => Uint8Array.of(...helloBytes(), ...new Uint8Array(600))],
    ["a welcome", () => Uint8Array.of(2, ...helloBytes().slice(1))],
  ];
  test.each(first)("[R4] first message: %s", async (_name, bytes) => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const stranger = await rig.dial();
    stranger.link.send(bytes(), "reliable-ordered");
    await settle();
    expect(stranger.closed).toMatchObject({ code: "protocol-error", by: "remote" });
    expect(rig.admission.refusals).toEqual(new Map([["protocol-error", 1]]));
    const before = player.newest?.tick ?? 0;
    await rig.advance(100);
    expect(player.newest?.tick).toBe(before + 3);
  });

  test("[R4] a new session that claims to have received messages is refused, and its ticket stays unspent", async () => {
    const rig = await makeTestRig();
    const credential = rig.ticket();
    const liar = await rig.dialWithHello({ credential, received: 3 });
    expect(liar.closed?.code).toBe("protocol-error");
    expect(rig.sessions.admits(credential)).toBe(true);
    expect(rig.sessions.count).toBe(0);
  });

  const later: readonly (readonly [string, (wire: RawClient) => void])[] = [
    ["a second hello", ({ link }) => link.send(helloBytes(), "reliable-ordered")],
    ["garbage", ({ link }) => link.send(new Uint8Array(90).fill(251), "unreliable")],
    [
      "a truncated input",
      ({ link }) =>
        link.send(
          message(
            "input",
            1,
            input
              .encode({
                ackTick: 0,
                newestTick: 9,
                commands: [{ buttons: 0, aim: 0, thrustX: 0, thrustY: 0, viewTick16: 0 }],
              })
              .slice(0, -2),
          ),
          "unreliable",
        ),
    ],
    [
      "what only a server says",
      ({ link }) => link.send(message("killed", 1, new Uint8Array(6)), "reliable-ordered"),
    ],
    [
      "a gap in kept numbers",
      ({ link }) => link.send(message("chat", 2, Uint8Array.of(1, 0, 65)), "reliable-ordered"),
    ],
    [
      "an acknowledgement of what was never said",
      ({ link }) => link.send(message("ack", 1, Uint8Array.of(255, 0, 0, 0)), "reliable-ordered"),
    ],
    [
      "a ping that is not a time",
      ({ link }) => link.send(message("ping", 1, new Uint8Array(8).fill(255)), "unreliable"),
    ],
  ];
  test.each(later)("[R4] later: %s", async (_name, act) => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    const player = await rig.joinPlayer({ name: "Bo" });
    act(player.client);
    await settle();
    expect(player.client.closed).toMatchObject({ code: "protocol-error", by: "remote" });
    expect(player.client.closed?.detail).toMatch(/\w/);
    expect(rig.admission.refusals).toEqual(new Map([["protocol-error", 1]]));
    const before = other.newest?.tick ?? 0;
    await rig.advance(100);
    expect(other.newest?.tick).toBe(before + 3);
    expect(other.roster.map(({ name, transport }) => [name, transport])).toEqual([
      ["Ada", "memory"],
      ["Bo", "away"],
    ]);
  });

  test("[R5] a player's messages are counted on all links together", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const others: RawClient[] = [];
    for (let link = 0; link < 3; link++)
      others.push(await rig.dialWithHello({ credential: player.welcome.key }));
    const links = [player.client, ...others];
    for (let count = 0; count < 2402; count++)
      links[count % 4]?.link.send(
        message("ping", count + 1, ping.encode(count)),
        "reliable-ordered",
      );
    await settle();
    const closed = links.filter(
      (each) => each.closed?.detail === "more messages than any player sends",
    );
    expect(closed.length).toBeGreaterThan(0);
  });

  test("[R5] a player who floods loses that link, is counted, and may come back with the key", async () => {
    const rig = await makeTestRig();
    const other = await rig.joinPlayer();
    const player = await rig.joinPlayer();
    for (let count = 0; count < 2402; count++)
      player.client.link.send(message("ping", count + 1, ping.encode(count)), "reliable-ordered");
    await settle();
    expect(player.client.closed).toEqual({
      code: "protocol-error",
      by: "remote",
      detail: "more messages than any player sends",
    });
    expect(rig.admission.refusals).toEqual(new Map([["protocol-error", 1]]));
    await player.join(player.welcome.key);
    expect(player.welcome.resumed).toBe(true);
    const before = other.newest?.tick ?? 0;
    await rig.advance(100);
    expect(other.newest?.tick).toBe(before + 3);
  });
});
