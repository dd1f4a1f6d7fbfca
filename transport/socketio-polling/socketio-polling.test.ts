import { transportContract } from "../contract.suite.ts";
import { socketioPollingRig } from "../testing/test-rigs.ts";

transportContract("socketio-polling", socketioPollingRig);
