import { transportContract } from "../contract.suite.ts";
import { grpcRig, grpcNativeRig, grpcWebRig } from "./test-rigs.suite.ts";

const capabilities = { losesUnreliable: false };

transportContract("grpc", { makeRig: grpcRig, capabilities });
transportContract("grpc (gRPC-Web)", { makeRig: grpcWebRig, capabilities });
transportContract("grpc (native, both ways)", { makeRig: grpcNativeRig, capabilities });
