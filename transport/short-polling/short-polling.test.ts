import { transportContract } from "../contract.suite.ts";
import { httpRig, shortPollingEnds } from "../testing/http-test-rigs.ts";

transportContract("short-polling", httpRig(shortPollingEnds));
