import { transportContract } from "../contract.suite.ts";
import { memoryBed } from "../testing/beds.ts";

transportContract("memory", { makeBed: memoryBed, capabilities: { losesUnreliable: true } });
