import { transportContract } from "../contract.suite.ts";
import { grpcRig, grpcNativeRig, grpcWebRig } from "./test-rigs.suite.ts";

transportContract("grpc", grpcRig);
transportContract("grpc (gRPC-Web)", grpcWebRig);
transportContract("grpc (native, both ways)", grpcNativeRig);
