/** What is committed is what `npm run generate` makes of the message definitions and the .proto files. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { messageIndex, sessionProto } from "../scripts/message-files.mjs";
import { skippedFor } from "../scripts/skipped.suite.ts";

const root = `${import.meta.dirname}/..`;

const buf = (...args: string[]): string =>
  execFileSync(`${root}/node_modules/.bin/buf`, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: `${root}/node_modules/.bin:${process.env["PATH"]}` },
  });

function whyNot(): string | undefined {
  try {
    buf("--version");
    return undefined;
  } catch (error) {
    return `buf does not run (${String(error)}): npm ci --include=optional`;
  }
}

const missing = whyNot();

const textsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

test("messages/index.ts lists every file of messages/", () => {
  expect(readFileSync(`${root}/protocol/messages/index.ts`, "utf8")).toBe(messageIndex());
});

test("session.proto is what the message definitions say", async () => {
  expect(readFileSync(`${root}/protocol/session.proto`, "utf8")).toBe(await sessionProto());
});

test("generated/ is what buf makes of the .proto files", skippedFor(missing), () => {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-generated-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  buf("generate", "--output", folder);
  expect(textsIn(join(folder, "protocol/generated"))).toEqual(
    textsIn(`${root}/protocol/generated`),
  );
});

test("the .proto files keep the rules of buf.yaml", skippedFor(missing), () => {
  expect(buf("lint")).toBe("");
});
