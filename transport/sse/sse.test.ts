import { transportContract } from "../contract.suite.ts";
import { httpBed, sseEnds } from "../testing/http-beds.ts";

transportContract("sse", {
  makeBed: httpBed(sseEnds),
  capabilities: { losesUnreliable: false },
});
