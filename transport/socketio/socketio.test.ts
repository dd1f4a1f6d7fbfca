import { transportContract } from "../contract.suite.ts";
import { socketioBed } from "../testing/beds.ts";

transportContract("socketio", { makeBed: socketioBed, capabilities: { losesUnreliable: false } });
