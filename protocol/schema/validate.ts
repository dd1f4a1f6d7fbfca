/** Validation of what arrives: it has the fields of the schema and nothing else. */
import * as v from "valibot";
import { MalformedMessage } from "../bytes.ts";
import type { Schema } from "./fields.ts";

const firstIssueOnly = { abortEarly: true };

/** Answers a copy. @throws MalformedMessage */
export function validInbound<T>(schema: Schema<T>, value: unknown): T {
  const result = v.safeParse(schema, value, firstIssueOnly);
  if (!result.success) throw new MalformedMessage(described(result.issues[0]));
  return result.output;
}

/** Short, however long the value is. */
function described(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return `${path === null ? "" : `${path}: `}${issue.message}`.slice(0, 160);
}
