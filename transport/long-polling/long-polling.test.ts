import { transportContract } from "../contract.suite.ts";
import { httpBed, longPollingEnds } from "../testing/http-beds.ts";

transportContract("long-polling", {
  makeBed: httpBed(longPollingEnds),
  capabilities: { losesUnreliable: true },
});
