import { transportContract } from "../contract.suite.ts";
import { httpRig, longPollingEnds } from "../testing/http-test-rigs.ts";

transportContract("long-polling", httpRig(longPollingEnds));
