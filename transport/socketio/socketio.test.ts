import { transportContract } from "../contract.suite.ts";
import { socketioRig } from "../testing/test-rigs.ts";

transportContract("socketio", socketioRig);
