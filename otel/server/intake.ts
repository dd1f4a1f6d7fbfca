/**
 * `POST /v1/traces`: OTLP/HTTP as of opentelemetry-proto 1.10. JSON and protobuf, gzip or not; answers and errors
 * (google.rpc.Status) have the type of the request. Bounded in decompressed size and in bytes per second, for all senders and
 * for each player's page.
 * Nothing here is traced: tracing must not cause spans of its own.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type IntakeAdmission, bearerOf, loopbackOnly } from "./admission.ts";
import { IntakeBudgets } from "./intake-budgets.ts";
import {
  type ContentEncoding,
  contentEncodingOf,
  gunzipWithLimit,
  NotGzip,
  serialExecutor,
  BodyTooLarge,
} from "./decompress.ts";
import { groupsOfJson } from "./otlp/json.ts";
import { groupsOfProtobuf } from "./otlp/protobuf.ts";
import { MalformedOtlp, type OtlpSpanGroup } from "./otlp/request.ts";
import { exportResponse, type OtlpFormat, statusResponse } from "./otlp/response.ts";
import type { SpanSource } from "./store/source-table.ts";
import type { TraceStore } from "./store/trace-store.ts";
import type { TraceTee } from "./tee/trace-tee.ts";

export interface IntakeOptions {
  readonly store: TraceStore;
  /** Called with every accepted body, as it arrived. */
  readonly tee?: TraceTee;
  /** After decompression. 16 MiB by default. */
  readonly maxBodyBytes?: number;
  /** Servers that store spans in one store share one. */
  readonly budgets?: IntakeBudgets;
  /** Who may send. By default this machine only. Which pages may is decided by the server's rule for origins. */
  readonly admission?: IntakeAdmission;
}

const notAdmittedReason =
  "spans are accepted from players' pages, by the key of their session, and from this machine; TRACE_INTAKE=anyone accepts them from everybody";

const loopReason =
  "spans that this server forwarded came back to it: a loop; they are not stored again";

/** An answer other than success; `code` is google.rpc.Code. */
class IntakeError extends Error {
  readonly httpStatus: number;
  readonly code: number;
  constructor(httpStatus: number, code: number, message: string) {
    super(message);
    this.httpStatus = httpStatus;
    this.code = code;
  }
}

export function intakeRoutes(fastify: FastifyInstance, options: IntakeOptions): void {
  const { store, tee, admission = loopbackOnly, budgets = new IntakeBudgets() } = options;
  const maxBodyBytes = options.maxBodyBytes ?? 16 * 1024 * 1024;
  const sources = new WeakMap<FastifyRequest, SpanSource>();
  const runSerially = serialExecutor();

  /** @throws IntakeError for a sender without budget */
  function assertMaySend(source: SpanSource): void {
    const refusal = budgets.rejectionReason(source);
    if (refusal) throw new IntakeError(429, 8, refusal);
  }

  /** Every decompressed body counts, whether its spans are accepted or not; a sender without budget is refused before. @throws IntakeError */
  async function decompressed(
    body: Buffer,
    encoding: ContentEncoding,
    source: SpanSource,
  ): Promise<Buffer> {
    assertMaySend(source);
    if (encoding === "identity") {
      budgets.spendBytes(source, body.length);
      return body;
    }
    try {
      const unpacked = await gunzipWithLimit(body, maxBodyBytes);
      budgets.spendBytes(source, unpacked.length);
      return unpacked;
    } catch (error) {
      if (error instanceof NotGzip) throw new IntakeError(400, 3, `not gzip: ${error.message}`);
      if (!(error instanceof BodyTooLarge)) throw error;
      budgets.spendBytes(source, maxBodyBytes);
      throw tooLarge(maxBodyBytes);
    }
  }

  /** @throws IntakeError */
  function added(body: Buffer, format: OtlpFormat, source: SpanSource) {
    const groupsOf = format === "application/json" ? groupsOfJson : groupsOfProtobuf;
    try {
      const all = groupsOf(body);
      const { groups, returnedSpans } = tee?.withoutLooped(all, body) ?? withoutLoopCheck(all);
      const { accepted, duplicates, rejected, reason } = store.add(groups, { source });
      return {
        accepted,
        duplicates,
        rejected: rejected + returnedSpans,
        reason: returnedSpans > 0 ? loopReason : reason,
      };
    } catch (error) {
      if (error instanceof MalformedOtlp) throw new IntakeError(400, 3, error.message);
      throw error;
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
      error instanceof IntakeError
        ? error
        : error.statusCode === 413
          ? tooLarge(maxBodyBytes)
          : new IntakeError(error.statusCode ?? 500, error.statusCode ? 3 : 13, error.message);
    const format = formatOf(request) ?? "application/json";
    if (refused.httpStatus === 429) reply.header("retry-after", "1");
    if (refused.httpStatus === 415) reply.header("accept-encoding", "gzip");
    return send(
      reply.code(refused.httpStatus),
      format,
      statusResponse(format, refused.code, refused.message),
    );
  });

  // Before the body is read: a refused request costs its sender, not the server.
  fastify.addHook("onRequest", async (request) => {
    const { remoteAddress, localAddress } = request.socket;
    const bearer = bearerOf(request.headers.authorization);
    const source = admission({ remoteAddress, localAddress, bearer });
    if (!source) throw new IntakeError(403, 7, notAdmittedReason);
    assertMaySend(source);
    sources.set(request, source);
  });

  fastify.post("/traces", async (request, reply) => {
    const source = sources.get(request) ?? "other";
    const format = formatOf(request);
    if (!format) throw new IntakeError(415, 3, "send application/json or application/x-protobuf");
    const received = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const encoding = contentEncodingOf(request.headers["content-encoding"]);
    if (!encoding) throw new IntakeError(415, 3, "send content-encoding gzip or none");
    const body =
      encoding === "gzip"
        ? await runSerially(() => decompressed(received, encoding, source))
        : await decompressed(received, encoding, source);
    const { accepted, duplicates, rejected, reason } = added(body, format, source);
    budgets.spendSpans(source, accepted + rejected);
    // Duplicates, which a sender sends that got no answer, have been forwarded before.
    if (accepted > duplicates) tee?.forward({ body: received, spans: accepted, format, encoding });
    const partial = rejected > 0 ? { rejectedSpans: rejected, errorMessage: reason } : undefined;
    return send(reply, format, exportResponse(format, partial));
  });
}

const withoutLoopCheck = (groups: readonly OtlpSpanGroup[]) => ({ groups, returnedSpans: 0 });

function tooLarge(maxBytes: number): IntakeError {
  return new IntakeError(413, 8, `more than ${maxBytes} bytes; send smaller batches`);
}

function formatOf(request: FastifyRequest): OtlpFormat | undefined {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  return type === "application/json" || type === "application/x-protobuf" ? type : undefined;
}

function send(reply: FastifyReply, format: OtlpFormat, body: string | Uint8Array): FastifyReply {
  return reply
    .header("content-type", format)
    .send(typeof body === "string" ? body : Buffer.from(body));
}
