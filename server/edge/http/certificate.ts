/**
 * The certificate of HTTPS and WebTransport: self-signed, made at start, renewed while the server runs. A browser that
 * has its hash accepts it for WebTransport if it is ECDSA on P-256 and valid for at most 14 days
 * (W3C WebTransport, "custom certificate requirements").
 */
// First: the certificate library needs this polyfill.
import "reflect-metadata";
import { createHash, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { Clock } from "../../clock.ts";

export interface Certificate {
  readonly certPem: string;
  readonly keyPem: string;
  /** SHA-256 of the certificate (DER), in base64. */
  readonly hash: string;
  readonly endsAtMs: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** One day less than browsers allow. */
const livesMs = 13 * dayMs;
/** So that a browser whose clock is behind ours accepts it too. */
const backdatedMs = hourMs;
/** Long enough before the end that the certificate is still valid after a weekend of sleep. */
const renewedBeforeMs = 4 * dayMs;
/** Timers stop while a machine sleeps, so the clock is read this often. */
const checkIntervalMs = hourMs;

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** For this machine's own names and this one. */
export async function makeCertificate(nowMs: number, host: string): Promise<Certificate> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const names = [...new Set(["localhost", "127.0.0.1", "::1", host])];
  const startsAtMs = nowMs - backdatedMs;
  // Certificates count whole seconds.
  const endsAtMs = Math.floor((startsAtMs + livesMs) / 1000) * 1000;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=Crosswire",
    notBefore: new Date(startsAtMs),
    notAfter: new Date(endsAtMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? "ip" : "dns", value })),
      ),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certPem: certificate.toString("pem"),
    keyPem: PemConverter.encode(key, "PRIVATE KEY"),
    hash: createHash("sha256").update(new Uint8Array(certificate.rawData)).digest("base64"),
    endsAtMs,
  };
}

/** The current certificate. `onRenewed` tells those who hold a copy of the next one. */
export class Certificates {
  readonly #clock: Clock;
  readonly #host: string;
  readonly #renewed = new Set<(certificate: Certificate) => void>();
  #current: Certificate;
  #cancelCheck = (): void => {};
  #stopped = false;

  static async start(clock: Clock, host: string): Promise<Certificates> {
    return new Certificates(clock, host, await makeCertificate(clock.now(), host));
  }

  private constructor(clock: Clock, host: string, first: Certificate) {
    this.#clock = clock;
    this.#host = host;
    this.#current = first;
    this.#scheduleCheck();
  }

  get current(): Certificate {
    return this.#current;
  }

  onRenewed(tell: (certificate: Certificate) => void): void {
    this.#renewed.add(tell);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelCheck();
  }

  #scheduleCheck(): void {
    if (!this.#stopped)
      this.#cancelCheck = this.#clock.after(checkIntervalMs, () => void this.#checkExpiry());
  }

  async #checkExpiry(): Promise<void> {
    if (this.#clock.now() > this.#current.endsAtMs - renewedBeforeMs) {
      this.#current = await makeCertificate(this.#clock.now(), this.#host);
      for (const tell of this.#renewed) tell(this.#current);
    }
    this.#scheduleCheck();
  }
}
