import * as protocol from "#protocol";
import { expect, test } from "vitest";
import type { ActionTracer, MessageTracer } from "./tracers.ts";
import { tracedProcess } from "./traced-process.suite.ts";

// Checked by the compiler: the game's interfaces and ours are assignable both ways.
export const messagesThere: protocol.MessageTracer = {} as MessageTracer;
export const messagesBack: MessageTracer = {} as protocol.MessageTracer;
export const actionsThere: protocol.ActionTracer = {} as ActionTracer;
export const actionsBack: ActionTracer = {} as protocol.ActionTracer;

test("the tracers here have every method that the game's silent ones have, and no other", () => {
  const { messages, actions: journeys } = tracedProcess("any");

  expect(Object.keys(messages).toSorted()).toEqual(Object.keys(protocol.noTracing).toSorted());
  expect(Object.keys(journeys).toSorted()).toEqual(Object.keys(protocol.noActions).toSorted());
});
