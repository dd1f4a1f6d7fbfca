import { transportContract } from "../contract.suite.ts";
import { grpcBed, grpcNativeBed, grpcWebBed } from "./beds.suite.ts";

const capabilities = { losesUnreliable: false };

transportContract("grpc", { makeBed: grpcBed, capabilities });
transportContract("grpc (gRPC-Web)", { makeBed: grpcWebBed, capabilities });
transportContract("grpc (native, both ways)", { makeBed: grpcNativeBed, capabilities });
