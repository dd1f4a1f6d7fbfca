import { transportContract } from "../contract.suite.ts";
import { socketioRig } from "../testing/test-rigs.ts";

transportContract("socketio", { makeRig: socketioRig, capabilities: { losesUnreliable: false } });
