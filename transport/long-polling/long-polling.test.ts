import { transportContract } from "../contract.suite.ts";
import { httpRig, longPollingEnds } from "../testing/http-test-rigs";

transportContract("long-polling", {
  makeRig: httpRig(longPollingEnds),
  capabilities: { losesUnreliable: true },
});
