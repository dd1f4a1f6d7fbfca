import { afterAll } from "vitest";
import { cleanup } from "../accept.ts";
import { transportContract } from "../contract.suite.ts";
import { webrtcBed } from "../testing/beds.ts";

afterAll(() => cleanup());

transportContract("webrtc", { makeBed: webrtcBed, capabilities: { losesUnreliable: true } });
