/** The rules of a link (transport/SPEC.md) with a real browser at the dialing end. */
import { build } from "vite";
import Fastify from "fastify";
import { acceptorsOn } from "#server";
import { signalingRoutes, TicketStore } from "#signaling";
import { type Attach, playerTransports } from "#transport";
import { webrtcAcceptor } from "#transport/accept";
import { expect, test } from "./support/game-fixtures.ts";
import { freeUdpPort } from "./support/server.ts";

/** Sends a first message, echoes everything, and closes on request. */
const echo: Attach = (link) => {
  link.send(new TextEncoder().encode("welcome"), "reliable-ordered");
  return {
    message(bytes, delivery) {
      if (new TextDecoder().decode(bytes) === "close") link.close("incompatible", "as told");
      else link.send(bytes, delivery);
    },
    closed: () => {},
  };
};

/** Its acceptor may need a newer C library than this process has. transports.spec.ts and transport-pairs.spec.ts use it in a server. */
const notHere = "webtransport";
const transports = playerTransports.map(({ name }) => name).filter((name) => name !== notHere);

test("in Chromium every transport but WebTransport keeps the rules of a link: whole, once, in order, closed with a reason, aborted, refused", async ({
  page,
}) => {
  test.setTimeout(120_000);
  const admission = {
    admits: (credential: string) => credential === "good",
    refusal: () => undefined,
  };
  const fastify = Fastify({ forceCloseConnections: true });
  const webrtc = webrtcAcceptor({ portUdp: await freeUdpPort(), bindAddress: "127.0.0.1" });
  signalingRoutes(fastify, {
    tickets: new TicketStore({ now: () => performance.now() }),
    admits: admission.admits,
    answer: (offer, caller) => webrtc.answer(offer, caller),
  });
  fastify.get("/", (_request, reply) => reply.type("text/html").send("<title>ends</title>"));
  const acceptors = [...acceptorsOn(fastify, admission), webrtc];
  const origin = await fastify.listen({ host: "127.0.0.1", port: 0 });
  const listeners = await Promise.all(acceptors.map((acceptor) => acceptor.listen(echo)));

  await page.goto(origin);
  await page.addScriptTag({ content: await bundled() });
  const broken: string[] = [];
  for (const transport of transports) {
    const results = await page.evaluate(
      ({ name, at }) =>
        (
          window as unknown as {
            ends: { checkLinkRules(name: string, at: string): Promise<Record<string, string>> };
          }
        ).ends.checkLinkRules(name, at),
      { name: transport, at: origin },
    );
    expect(Object.keys(results)).toContain("T18");
    for (const [rule, result] of Object.entries(results))
      if (result !== "holds") broken.push(`${transport} [${rule}]: ${result}`);
  }
  expect(broken).toEqual([]);
  await Promise.all(listeners.map((listener) => listener.stop()));
  await fastify.close();
});

async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    root: `${import.meta.dirname}/..`,
    logLevel: "silent",
    build: {
      write: false,
      lib: { entry: "e2e/support/browser-link-rules.ts", formats: ["iife"], name: "ends" },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  return output && "output" in output ? output.output[0].code : "";
}
