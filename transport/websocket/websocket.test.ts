import { transportContract } from "../contract.suite.ts";
import { websocketBed } from "../testing/beds.ts";

transportContract("websocket", { makeBed: websocketBed, capabilities: { losesUnreliable: false } });
