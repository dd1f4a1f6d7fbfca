import { transportContract } from "../contract.suite.ts";
import { httpBed, shortPollingEnds } from "../testing/http-beds.ts";

transportContract("short-polling", {
  makeBed: httpBed(shortPollingEnds),
  capabilities: { losesUnreliable: true },
});
