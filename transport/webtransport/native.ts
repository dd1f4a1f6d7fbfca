/**
 * The QUIC library of WebTransport. Its package exports TypeScript, which Node does not run from node_modules, so its
 * native module is loaded from beside that, with the types that this folder uses.
 */
import { createRequire } from "node:module";
import { join } from "node:path";

export interface NativeSession {
  openBi(): Promise<{ takeSend(): NativeSend; takeRecv(): NativeReceive }>;
  acceptBi(): Promise<{ takeSend(): NativeSend; takeRecv(): NativeReceive }>;
  openUni(): Promise<NativeSend>;
  acceptUni(): Promise<NativeReceive>;
  /** Throws when the datagram is too large for the current path, or when the session is closed. */
  sendDatagram(data: Buffer): void;
  recvDatagram(): Promise<Buffer>;
  maxDatagramSize(): number;
  close(code: number, reason: string): void;
  closed(): Promise<{ closeCode: number; reason: string }>;
}
export interface NativeSend {
  /** Resolves when the far side's window has room for the data. Two writes at once may change places. */
  write(data: Buffer): Promise<void>;
  finish(): Promise<void>;
}
export interface NativeReceive {
  /** Null at the end of the stream or of the session. */
  read(maxBytes: number): Promise<Buffer | null>;
}
export interface NativeRequest {
  readonly url: Promise<string>;
  ok(): Promise<NativeSession>;
  reject(status: number): Promise<void>;
}
export interface NativeServer {
  accept(): Promise<NativeRequest | null>;
  /** Not to be called while `accept` waits: both take one lock, and this one takes it on Node's thread. */
  close(): void;
}
interface NativeClient {
  connect(url: string, options: null): Promise<NativeSession>;
}
export interface Native {
  readonly NapiServer: { bind(address: string, certPem: Buffer, keyPem: Buffer): NativeServer };
  readonly NapiClient: {
    withCertificateHashes(hashes: Buffer[]): NativeClient;
    disableVerify(): NativeClient;
  };
}

/** This host cannot load the library. The message says what it lacks. */
export class NativeUnavailable extends Error {
  constructor(why: string) {
    super(why);
    this.name = "NativeUnavailable";
  }
}

/** @throws NativeUnavailable */
export function loadNative(): Native {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve("@moq/web-transport");
    return require(join(entry, "../../napi.cjs")) as Native;
  } catch (error) {
    throw new NativeUnavailable(reasonOf(error));
  }
}

/** Why this host cannot accept WebTransport; undefined where it can. */
export function webtransportUnavailable(): string | undefined {
  try {
    loadNative();
    return undefined;
  } catch (error) {
    if (error instanceof NativeUnavailable) return error.message;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) messages.push(cause.message);
  const needed = /GLIBC_(\d+\.\d+)' not found/.exec(messages.join("\n"))?.[1];
  if (needed) {
    return `WebTransport's native module needs glibc ${needed} or newer; this host has ${hostGlibc()}`;
  }
  return `WebTransport's native module does not load here: ${messages.at(-1)}`;
}

function hostGlibc(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ?? "another C library";
}
