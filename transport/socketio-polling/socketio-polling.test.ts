import { transportContract } from "../contract.suite.ts";
import { socketioPollingBed } from "../testing/beds.ts";

transportContract("socketio-polling", {
  makeBed: socketioPollingBed,
  capabilities: { losesUnreliable: false },
});
