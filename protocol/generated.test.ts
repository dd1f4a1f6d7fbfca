/** What is committed in generated/ is what `npm run generate` makes of the .proto files. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

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
    return String(error);
  }
}

const missing = whyNot();
if (missing !== undefined)
  console.warn(`generated/ is not compared: buf does not run (${missing})`);

const textsIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );

test.skipIf(missing !== undefined)("generating again changes nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-generated-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  buf("generate", "--output", folder);
  expect(textsIn(join(folder, "protocol/generated"))).toEqual(
    textsIn(`${root}/protocol/generated`),
  );
});

test.skipIf(missing !== undefined)("the .proto files keep the rules of buf.yaml", () => {
  expect(buf("lint")).toBe("");
});
