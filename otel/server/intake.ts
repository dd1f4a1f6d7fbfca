/**
 * `POST /v1/traces`: OTLP/HTTP as of opentelemetry-proto 1.10. JSON and protobuf, gzip or not; answers and errors
 * (google.rpc.Status) come in the type of the request. Bounded in size after decompression and in bytes per second.
 * Nothing here is traced: tracing must not feed on itself.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  type ContentEncoding,
  contentEncodingOf,
  gunzippedWithin,
  NotGzip,
  oneAtATime,
  TooLarge,
} from "./decompress.ts";
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

export function intakeRoutes(fastify: FastifyInstance, options: IntakeOptions): void {
  const { store, tee, admits = isLoopback } = options;
  const maxBodyBytes = options.maxBodyBytes ?? 16 * 1024 * 1024;
  const budget = byteBudget(
    options.maxBytesPerSecond ?? 16 * 1024 * 1024,
    maxBodyBytes * 2,
    options.nowMs,
  );
  const inTurn = oneAtATime();

  /** Throws Refused. What is unpacked is paid for, taken or not; who has nothing left is refused before anything is unpacked. */
  async function unpacked(body: Buffer, encoding: ContentEncoding): Promise<Buffer> {
    if (!budget.left()) throw new Refused(429, 8, "more than this server takes; wait a second");
    if (encoding === "identity") {
      budget.spend(body.length);
      return body;
    }
    try {
      const unpacked = await gunzippedWithin(body, maxBodyBytes);
      budget.spend(unpacked.length);
      return unpacked;
    } catch (error) {
      if (error instanceof NotGzip) throw new Refused(400, 3, `not gzip: ${error.message}`);
      if (!(error instanceof TooLarge)) throw error;
      budget.spend(maxBodyBytes);
      throw tooLarge(maxBodyBytes);
    }
  }

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
    if (refused.httpStatus === 415) reply.header("accept-encoding", "gzip");
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
    const encoding = contentEncodingOf(request.headers["content-encoding"]);
    if (!encoding) throw new Refused(415, 3, "send content-encoding gzip or none");
    const body =
      encoding === "gzip"
        ? await inTurn(() => unpacked(received, encoding))
        : await unpacked(received, encoding);
    const { accepted, rejected, reason } = added(store, body, format);
    if (accepted > 0) {
      tee?.offer({
        body: received,
        spans: accepted,
        contentType: format,
        contentEncoding: encoding === "gzip" ? encoding : undefined,
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
    return store.add(request, { wireBytes: body.length });
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

/** A token bucket: full it lets `burst` bytes through at once. The last to spend may owe; nothing is left until that is paid. */
function byteBudget(bytesPerSecond: number, burst: number, nowMs = () => performance.now()) {
  let bytes = burst;
  let atMs = nowMs();
  return {
    left(): boolean {
      const now = nowMs();
      bytes = Math.min(burst, bytes + ((now - atMs) / 1000) * bytesPerSecond);
      atMs = now;
      return bytes > 0;
    },
    spend(spent: number): void {
      bytes -= spent;
    },
  };
}
