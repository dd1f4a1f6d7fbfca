/** The protobuf form of OTLP traces and of its answers: just the fields this store keeps; unknown ones are skipped. */
import protobuf from "protobufjs";
import { MalformedOtlp, type OtlpRequest } from "./request.ts";

const { root } = protobuf.parse(`
syntax = "proto3";

message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
message Scope {
  string name = 1;
  string version = 2;
  repeated KeyValue attributes = 3;
  uint32 dropped_attributes_count = 4;
}

message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  string trace_state = 3;
  bytes parent_span_id = 4;
  string name = 5;
  int32 kind = 6;
  fixed64 start_time_unix_nano = 7;
  fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10;
  repeated Event events = 11;
  uint32 dropped_events_count = 12;
  repeated Link links = 13;
  uint32 dropped_links_count = 14;
  SpanStatus status = 15;
  fixed32 flags = 16;
}
message Event {
  fixed64 time_unix_nano = 1;
  string name = 2;
  repeated KeyValue attributes = 3;
  uint32 dropped_attributes_count = 4;
}
message Link {
  bytes trace_id = 1;
  bytes span_id = 2;
  string trace_state = 3;
  repeated KeyValue attributes = 4;
  uint32 dropped_attributes_count = 5;
  fixed32 flags = 6;
}
message SpanStatus { string message = 2; int32 code = 3; }

message KeyValue { string key = 1; Value value = 2; }
message Value {
  oneof value {
    string string_value = 1;
    bool bool_value = 2;
    int64 int_value = 3;
    double double_value = 4;
    Values array_value = 5;
    KeyValues kvlist_value = 6;
    bytes bytes_value = 7;
  }
}
message Values { repeated Value values = 1; }
message KeyValues { repeated KeyValue values = 1; }

message Response { PartialSuccess partial_success = 1; }
message PartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
message Status { int32 code = 1; string message = 2; }
`);

const request = root.lookupType("Request");
const response = root.lookupType("Response");
const status = root.lookupType("Status");

export function requestOfProtobuf(bytes: Uint8Array): OtlpRequest {
  try {
    // 64-bit times become decimal strings: a double would lose their last digits.
    return request.toObject(request.decode(bytes), { longs: String });
  } catch (error) {
    throw new MalformedOtlp(`not an OTLP trace export: ${(error as Error).message}`);
  }
}

export function protobufOfResponse(partial?: {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}): Uint8Array {
  return response.encode(partial ? { partialSuccess: partial } : {}).finish();
}

/** A google.rpc.Status. */
export function protobufOfStatus(code: number, message: string): Uint8Array {
  return status.encode({ code, message }).finish();
}
