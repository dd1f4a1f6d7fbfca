/** What arrives is suspect: each of these costs its sender the link, and nobody else. */
import { describe, expect, onTestFinished, test } from "vitest";
import { DialFailed, type CloseReason } from "../link.ts";
import { admission, goodCredential } from "../testing/bed.ts";
import { listening, portOf } from "../testing/beds.ts";
import { chance } from "../testing/chance.ts";
import { Ear } from "../testing/ear.ts";
import { RawSocketio } from "../testing/raw-socketio.ts";
import { socketioAcceptor } from "./accept.ts";
import { socketioDialer } from "./dial.ts";

/** A server with one good link, and a list of the ears of all others. */
async function server() {
  const http = await listening((_request, response) => response.writeHead(404).end());
  const ears: Ear[] = [];
  const listener = await socketioAcceptor({ server: http, admission }).listen((link) => {
    const ear = new Ear();
    ears.push(ear);
    return ear.attach(link);
  });
  onTestFinished(async () => {
    await listener.stop();
    http.close();
    http.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${portOf(http)}`;
  const goodLink = await socketioDialer().dial(
    { origin, credential: goodCredential },
    new Ear().attach,
  );
  await expect.poll(() => ears).toHaveLength(1);
  const [goodEar] = ears.splice(0) as [Ear];
  return {
    http,
    origin,
    port: portOf(http),
    /** Ears of links opened since. */
    ears,
    async expectGoodLinkAlive() {
      const heardBefore = goodEar.payloads().length;
      goodLink.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
      await expect.poll(() => goodEar.payloads().length).toBe(heardBefore + 1);
      expect(goodEar.closings()).toEqual([]);
    },
  };
}

/** Says this on a link of its own; returns how the server's end closed. */
async function closingAfter(
  { port, ears }: Awaited<ReturnType<typeof server>>,
  say: (raw: RawSocketio) => void,
): Promise<CloseReason | undefined> {
  const raw = await RawSocketio.joined(port, goodCredential);
  await expect.poll(() => ears).toHaveLength(1);
  say(raw);
  await expect.poll(() => ears[0]?.closings()).toHaveLength(1);
  raw.end();
  return ears.pop()?.closings()[0];
}

describe("a Socket.IO acceptor", () => {
  const violations: [string, (raw: RawSocketio) => void][] = [
    ["an empty frame", (raw) => raw.binary(new Uint8Array())],
    ["a frame of unknown kind", (raw) => raw.binary(Uint8Array.of(99, 1, 2))],
    ["a frame cut in its head", (raw) => raw.binary(Uint8Array.of(0, 0, 0))],
    ["a report of the wrong length", (raw) => raw.binary(Uint8Array.of(4, 0))],
    ["a report of what was never sent", (raw) => raw.binary(new Uint8Array(17).fill(4))],
    ["a close of unknown code", (raw) => raw.binary(Uint8Array.of(5, 200))],
    ["a probe of a reliable lane", (raw) => raw.binary(Uint8Array.of(6, 3, 0, 0, 0, 0))],
    ["a frame above its limit", (raw) => raw.binary(new Uint8Array(65 * 1024 + 2).fill(3))],
    ["a frame above all limits", (raw) => raw.binary(new Uint8Array(1024 * 1024).fill(3))],
    ["an event as text", (raw) => raw.text('42["frame",{"_placeholder":true}]')],
    ["a packet of no type", (raw) => raw.text("4?")],
    ["half a joining", (raw) => raw.text('40{"credential"')],
    ["bytes that are no WebSocket frame", (raw) => raw.bytes(Buffer.alloc(64, 0xff))],
  ];
  test.each(violations)(
    "[T19] closes a link that sends %s as protocol-error, and no other",
    async (_what, say) => {
      const ours = await server();
      const reason = await closingAfter(ours, say);
      expect(reason).toMatchObject({ code: "protocol-error", by: "local" });
      expect(reason?.detail).toBeTruthy();
      await ours.expectGoodLinkAlive();
    },
  );

  test("[T19] outlives random bytes in random frames", async () => {
    const ours = await server();
    const random = chance(7);
    for (let round = 0; round < 30; round++) {
      const raw = await RawSocketio.joined(ours.port, goodCredential);
      for (let i = 0; i < 20; i++) {
        const bytes = Uint8Array.from({ length: random() * 40 }, () => random() * 256);
        if (random() < 0.5) raw.binary(bytes);
        else raw.text(`4${Buffer.from(bytes).toString("latin1")}`);
      }
      raw.end();
    }
    await ours.expectGoodLinkAlive();
    await expect.poll(() => ours.ears.map((ear) => ear.closings().length)).not.toContain(0);
  });

  test("[T11] calls half a frame and a hang-up lost", async () => {
    const ours = await server();
    const reason = await closingAfter(ours, (raw) => raw.half(new Uint8Array(1000).fill(3)));
    expect(reason).toMatchObject({ code: "lost", by: "network" });
    await ours.expectGoodLinkAlive();
  });

  test("[T18] refuses a credential which is not admitted, and opens nothing", async () => {
    const { origin, ears } = await server();
    const dialing = socketioDialer().dial({ origin, credential: "bad" }, new Ear().attach);
    await expect(dialing).rejects.toMatchObject({
      name: "DialFailed",
      reason: { code: "refused", by: "remote" },
    });
    expect(ears).toEqual([]);
  });

  test("[T18] refuses the upgrade of a foreign page, and takes that of ours", async () => {
    const { port, ears } = await server();
    const [foreign, foreignStatus] = await RawSocketio.upgrade(
      port,
      "Origin: http://evil.test\r\n",
    );
    const [own, ownStatus] = await RawSocketio.upgrade(port, "Origin: http://crosswire.test\r\n");
    foreign.end();
    own.end();
    expect(foreignStatus).toContain("403");
    expect(ownStatus).toContain("101");
    expect(ears).toEqual([]);
  });

  test("leaves other paths of its server alone, and its own once stopped", async () => {
    const http = await listening((_request, response) => response.end("page"));
    const listener = await socketioAcceptor({ server: http, admission }).listen(new Ear().attach);
    const origin = `http://127.0.0.1:${portOf(http)}`;
    expect(await (await fetch(origin)).text()).toBe("page");
    await listener.stop();
    expect(http.listening).toBe(true);
    expect(http.listenerCount("upgrade")).toBe(0);
    expect(await (await fetch(`${origin}/socket.io/`)).text()).toBe("page");
    http.close();
    http.closeAllConnections();
  });

  test("dialing where nothing listens fails as lost", async () => {
    const http = await listening(() => {});
    const origin = `http://127.0.0.1:${portOf(http)}`;
    http.close();
    const dialing = socketioDialer().dial({ origin, credential: goodCredential }, new Ear().attach);
    await expect(dialing).rejects.toThrow(DialFailed);
    await expect(dialing).rejects.toMatchObject({ reason: { code: "lost", by: "network" } });
  });
});
