import { transportContract } from "../contract.suite.ts";
import { websocketRig } from "../testing/test-rigs.ts";

transportContract("websocket", websocketRig);
