/** A process that ticks 30 times a second and renews WebTransport's certificate between sessions of its own. */
import { setTimeout } from "node:timers/promises";
import type { Attach, Link } from "#transport";
import { webtransportAcceptor } from "#transport/accept";
import { webtransportDialer } from "#transport/dial";
import { NodeWebTransport } from "#transport/dial-node";
import { freeUdpPort } from "../scripts/free-port.mjs";
import { handleRequest } from "./request-handlers.ts";

export interface LatenessMs {
  /** Of the latest tick in a second without a renewal. */
  readonly calm: number;
  /** Of the latest tick in a second in which the certificate is renewed. */
  readonly renewing: number;
  /** Of the latest tick in a second in which a collection is forced three times, as it took to free the port before. */
  readonly forced: number;
}

const host = "127.0.0.1";
const credential = "bench";
const sessions = 6;
const tickMs = 1000 / 30;
/** As much as the heap of a server with a full room. */
const heap = Array.from({ length: 400_000 }, (_, index) => ({ index, text: `span ${index}` }));

const attach: Attach = () => ({ message: () => {}, closed: () => {} });

/** How late the latest tick of a second was. */
async function latestTickMs(meanwhile: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  let lateMs = 0;
  const done = meanwhile();
  for (let tick = 1; tick <= 30; tick++) {
    const dueMs = startMs + tick * tickMs;
    await setTimeout(Math.max(0, dueMs - performance.now()));
    lateMs = Math.max(lateMs, performance.now() - dueMs);
  }
  await done;
  return lateMs;
}

handleRequest<number>("lateness", async (rounds) => {
  // Imported only here, because it loads the whole server.
  const { makeCertificate } = await import("#server");
  const certificate = await makeCertificate(Date.now(), host);
  const portUdp = await freeUdpPort();
  const admission = { admits: () => true, refusal: () => undefined };
  const acceptor = webtransportAcceptor({
    portUdp,
    host,
    certificate: () => certificate,
    admission,
  });
  const listener = await acceptor.listen(attach);
  const endpoint = async () => ({
    url: `https://${host}:${portUdp}/link/webtransport?token=${acceptor.issueToken({ address: host, credential })}`,
    certificateHash: certificate.hash,
  });
  const dialer = webtransportDialer({ WebTransport: NodeWebTransport, endpoint });
  const results: LatenessMs[] = [];
  for (let round = 0; round <= rounds; round++) {
    const links: Link[] = [];
    for (let index = 0; index < sessions; index++)
      links.push(await dialer.dial({ origin: "", credential }, attach));
    const calm = await latestTickMs(async () => {});
    const forced = await latestTickMs(async () => {
      for (let index = 0; index < 3; index++) {
        globalThis.gc?.();
        await setTimeout(20);
      }
    });
    const renewing = await latestTickMs(() => acceptor.renew());
    for (const link of links) link.close("done");
    // The first round warms up.
    if (round > 0) results.push({ calm, renewing, forced });
  }
  await listener.stop();
  return heap.length > 0 ? results : [];
});
