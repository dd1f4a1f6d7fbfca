/**
 * `POST /v1/traces`: OTLP/HTTP as of opentelemetry-proto 1.10. JSON and protobuf, gzip or not; answers and errors
 * (google.rpc.Status) come in the type of the request. Bounded in size after decompression and in bytes per second.
 * Nothing here is traced: tracing must not feed on itself.
 */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { protobufOfResponse, protobufOfStatus, requestOfProtobuf } from "./otlp/protobuf.ts";
import { MalformedOtlp, type OtlpRequest } from "./otlp/request.ts";
import type { TraceStore } from "./store/store.ts";
import type { TraceTee } from "./tee.ts";

export interface IntakeOptions {
  readonly store: TraceStore;
  /** Gets every body that was taken, as it came. */
  readonly tee?: TraceTee;
  /** After decompression. 16 MiB by default. */
  readonly maxBodyBytes?: number;
  /** Decompressed bytes taken in the long run; twice `maxBodyBytes` may come at once. A full room sends about 2 MB/s. */
  readonly maxBytesPerSecond?: number;
  /** Who may send. By default this machine only, and no page of another origin. */
  readonly admits?: (request: FastifyRequest) => boolean;
  readonly nowMs?: () => number;
}

type Format = "application/json" | "application/x-protobuf";

/** An answer other than success; `code` is google.rpc.Code. */
class Refused extends Error {
  readonly httpStatus: number;
  readonly code: number;
  constructor(httpStatus: number, code: number, message: string) {
    super(message);
    this.httpStatus = httpStatus;
    this.code = code;
  }
}

const gunzipped = promisify(gunzip);

export function intakeRoutes(fastify: FastifyInstance, options: IntakeOptions): void {
  const { store, tee, admits = isLoopback } = options;
  const maxBodyBytes = options.maxBodyBytes ?? 16 * 1024 * 1024;
  const takes = byteBudget(
    options.maxBytesPerSecond ?? 16 * 1024 * 1024,
    maxBodyBytes * 2,
    options.nowMs,
  );

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    "*",
    { parseAs: "buffer", bodyLimit: maxBodyBytes },
    (_request, body, done) => done(null, body),
  );
  fastify.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const refused =
      error instanceof Refused
        ? error
        : error.statusCode === 413
          ? tooLarge(maxBodyBytes)
          : new Refused(error.statusCode ?? 500, error.statusCode ? 3 : 13, error.message);
    const format = formatOf(request) ?? "application/json";
    if (refused.httpStatus === 429) reply.header("retry-after", "1");
    return send(
      reply.code(refused.httpStatus),
      format,
      format === "application/json"
        ? JSON.stringify({ code: refused.code, message: refused.message })
        : protobufOfStatus(refused.code, refused.message),
    );
  });

  fastify.post("/v1/traces", async (request, reply) => {
    if (!admits(request))
      throw new Refused(
        403,
        7,
        "traces are taken from this machine only; the server's settings can widen that",
      );
    const format = formatOf(request);
    if (!format) throw new Refused(415, 3, "send application/json or application/x-protobuf");
    const received = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const body = await decompressed(received, request.headers["content-encoding"], maxBodyBytes);
    if (!takes(body.length))
      throw new Refused(429, 8, "more than this server takes; wait a second");
    const { accepted, rejected, reason } = added(store, body, format);
    if (accepted > 0) {
      tee?.offer({
        body: received,
        spans: accepted,
        contentType: format,
        contentEncoding: request.headers["content-encoding"],
      });
    }
    const partial = rejected > 0 ? { rejectedSpans: rejected, errorMessage: reason } : undefined;
    return send(
      reply,
      format,
      format === "application/json" ? jsonOfResponse(partial) : protobufOfResponse(partial),
    );
  });
}

function added(store: TraceStore, body: Buffer, format: Format) {
  try {
    const request = format === "application/json" ? requestOfJson(body) : requestOfProtobuf(body);
    return store.add(request, body.length);
  } catch (error) {
    if (error instanceof MalformedOtlp) throw new Refused(400, 3, error.message);
    throw error;
  }
}

function requestOfJson(body: Buffer): OtlpRequest {
  let request: unknown;
  try {
    request = JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new MalformedOtlp(`not JSON: ${(error as Error).message}`);
  }
  if (request === null || typeof request !== "object" || Array.isArray(request)) {
    throw new MalformedOtlp("not an OTLP trace export: no object");
  }
  return request;
}

async function decompressed(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === "" || encoding === "identity") return body;
  if (encoding !== "gzip")
    throw new Refused(415, 3, `content-encoding ${encoding} is not taken; send gzip or none`);
  try {
    return await gunzipped(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new Refused(400, 3, `not gzip: ${(error as Error).message}`);
  }
}

function tooLarge(maxBytes: number): Refused {
  return new Refused(413, 8, `more than ${maxBytes} bytes; send smaller batches`);
}

function formatOf(request: FastifyRequest): Format | undefined {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  return type === "application/json" || type === "application/x-protobuf" ? type : undefined;
}

/** 64-bit numbers are strings in OTLP/JSON. */
function jsonOfResponse(
  partial: { rejectedSpans: number; errorMessage: string } | undefined,
): string {
  return JSON.stringify(
    partial ? { partialSuccess: { ...partial, rejectedSpans: String(partial.rejectedSpans) } } : {},
  );
}

function send(reply: FastifyReply, format: Format, body: string | Uint8Array): FastifyReply {
  return reply
    .header("content-type", format)
    .send(typeof body === "string" ? body : Buffer.from(body));
}

/** Loopback, and if a page sends, then a page of this very server. */
function isLoopback({ socket, headers, host }: FastifyRequest): boolean {
  // The socket's own address: a proxy header could claim any.
  if (!/^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? "")) return false;
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === host;
}

/** A token bucket: full it lets `burst` bytes through at once. */
function byteBudget(bytesPerSecond: number, burst: number, nowMs = () => performance.now()) {
  let left = burst;
  let atMs = nowMs();
  return (bytes: number): boolean => {
    const now = nowMs();
    left = Math.min(burst, left + ((now - atMs) / 1000) * bytesPerSecond);
    atMs = now;
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
}
