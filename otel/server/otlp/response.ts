/** What the intake answers (ExportTraceServiceResponse, google.rpc.Status), in the type of the request. */
import protobuf from "protobufjs/minimal.js";

export type OtlpFormat = "application/json" | "application/x-protobuf";

export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

/** Without a partial success everything was taken. */
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

/** `code` is google.rpc.Code. */
export function statusResponse(
  format: OtlpFormat,
  code: number,
  message: string,
): string | Uint8Array {
  if (format === "application/json") return JSON.stringify({ code, message });
  return protobuf.Writer.create().uint32(0x08).int32(code).uint32(0x12).string(message).finish();
}
