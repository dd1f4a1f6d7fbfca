/** The intake's answers (ExportTraceServiceResponse, google.rpc.Status), in the type of the request. */
import protobuf from "protobufjs/minimal.js";

export type OtlpFormat = "application/json" | "application/x-protobuf";

export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

/** Without a partial success every span was accepted. */
export function exportResponse(format: OtlpFormat, partial?: PartialSuccess): string | Uint8Array {
  if (format === "application/json") {
    // 64-bit numbers are strings in OTLP/JSON.
    return JSON.stringify(
      partial
        ? { partialSuccess: { ...partial, rejectedSpans: String(partial.rejectedSpans) } }
        : {},
    );
  }
  const writer = protobuf.Writer.create();
  if (partial) {
    writer.uint32(0x0a).fork();
    writer.uint32(0x08).int64(partial.rejectedSpans).uint32(0x12).string(partial.errorMessage);
    writer.ldelim();
  }
  return writer.finish();
}

/** How many spans an answer reports as rejected; 0 as well for a body that is no such answer. */
export function rejectedSpansIn(format: OtlpFormat, answer: Buffer): number {
  try {
    const rejected =
      format === "application/json"
        ? Number(
            (JSON.parse(answer.toString()) as { partialSuccess?: Partial<PartialSuccess> })
              .partialSuccess?.rejectedSpans ?? 0,
          )
        : rejectedOfProtobuf(answer);
    return Number.isSafeInteger(rejected) && rejected > 0 ? rejected : 0;
  } catch {
    return 0;
  }
}

function rejectedOfProtobuf(answer: Buffer): number {
  const reader = protobuf.Reader.create(answer);
  let rejected = 0;
  const end = reader.len;
  // Enters partial_success, to read rejected_spans.
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === 0x0a) reader.uint32();
    else if (tag === 0x08) rejected = reader.uint32();
    else reader.skipType(tag & 7);
  }
  return rejected;
}

/** `code` is google.rpc.Code. */
export function statusResponse(
  format: OtlpFormat,
  code: number,
  message: string,
): string | Uint8Array {
  if (format === "application/json") return JSON.stringify({ code, message });
  return protobuf.Writer.create().uint32(0x08).int32(code).uint32(0x12).string(message).finish();
}
