import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { Certificates, makeCertificate } from "./certificate.ts";
import { secureApp } from "./http-apps.ts";
import { ManualClock } from "../../testing/manual-clock.suite.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nowMs = Date.UTC(2027, 0, 31, 12);

test("[R26] the certificate is one that browsers accept by its hash: P-256, 13 days, from an hour ago", async () => {
  const { certPem, keyPem, hash, endsAtMs } = await makeCertificate(nowMs, "game.example");
  const certificate = new X509Certificate(certPem);
  expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  expect(certificate.validFromDate).toEqual(new Date(nowMs - hourMs));
  expect(certificate.validToDate).toEqual(new Date(nowMs - hourMs + 13 * dayMs));
  expect(endsAtMs).toBe(certificate.validToDate.getTime());
  expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(hash).toBe(createHash("sha256").update(certificate.raw).digest("base64"));
});

test("[R26] it names this machine and the address it listens on", async () => {
  const named = new X509Certificate((await makeCertificate(nowMs, "game.example")).certPem);
  expect(
    ["localhost", "game.example", "evil.example"].map((name) => named.checkHost(name)),
  ).toEqual(["localhost", "game.example", undefined]);
  const numbered = new X509Certificate((await makeCertificate(nowMs, "192.0.2.7")).certPem);
  const addresses = ["127.0.0.1", "::1", "192.0.2.7", "192.0.2.8"];
  expect(addresses.map((address) => numbered.checkIP(address))).toEqual([
    "127.0.0.1",
    "::1",
    "192.0.2.7",
    undefined,
  ]);
});

test("[R26] it is renewed days before its end, each time, and those who hold a copy are told", async () => {
  const clock = new ManualClock(nowMs);
  const certificates = await Certificates.start(clock, "127.0.0.1");
  const seen = [certificates.current];
  certificates.onRenewed((certificate) => seen.push(certificate));
  for (let hour = 0; hour < 30 * 24; hour++) {
    clock.advance(hourMs);
    await expect.poll(() => clock.pendingTimers, { interval: 0 }).toBe(1);
    expect(certificates.current).toBe(seen.at(-1));
    expect(certificates.current.endsAtMs - clock.now()).toBeGreaterThan(3 * dayMs);
  }
  expect(new Set(seen.map(({ hash }) => hash)).size).toBe(4);
  certificates.stop();
  expect(clock.pendingTimers).toBe(0);
});

test("[R26] a certificate that expired while the machine slept is renewed within an hour after that", async () => {
  const clock = new ManualClock(nowMs);
  const certificates = await Certificates.start(clock, "127.0.0.1");
  clock.stall(20 * dayMs);
  clock.advance(hourMs);
  await expect.poll(() => certificates.current.endsAtMs).toBeGreaterThan(clock.now() + 12 * dayMs);
  certificates.stop();
});

test("[R26] HTTPS presents the renewed certificate to the next connection", async () => {
  const clock = new ManualClock(nowMs);
  const certificates = await Certificates.start(clock, "127.0.0.1");
  const fastify = secureApp(certificates);
  onTestFinished(() => fastify.close());
  await fastify.listen({ host: "127.0.0.1", port: 0 });
  const { port } = fastify.server.address() as AddressInfo;
  const shown = async (): Promise<string> => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { raw = Buffer.alloc(0) } = socket.getPeerX509Certificate() ?? {};
    socket.destroy();
    return createHash("sha256").update(raw).digest("base64");
  };
  const first = certificates.current.hash;
  expect(await shown()).toBe(first);
  clock.stall(12 * dayMs);
  clock.advance(hourMs);
  await expect.poll(() => certificates.current.hash).not.toBe(first);
  expect(await shown()).toBe(certificates.current.hash);
  certificates.stop();
});
