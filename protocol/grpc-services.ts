/** The gRPC services, made by buf from crosswire.proto. A door of its own: who does not speak gRPC does not load it. */
export { Game, Wire } from "./generated/crosswire_pb.ts";
export type { PlayEvent, PlayRequest } from "./generated/crosswire_pb.ts";
