/** The commands, started from a fresh clone before anything is installed. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const packageJson = JSON.parse(readFileSync(`${import.meta.dirname}/../package.json`, "utf8")) as {
  scripts: Record<string, string>;
};
/** All that set the checkout up. `npm run jaeger` does not: it needs nothing of it. */
const commands = Object.values(packageJson.scripts).flatMap((script) => {
  const name = /^node scripts\/(\w+)\.mjs$/.exec(script)?.[1];
  return name === undefined || name === "jaeger" ? [] : [name];
});

/** The exit code and the output of a command in a clone in `folder`. */
function ran(command: string, folder: string): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(folder, "scripts", `${command}.mjs`)],
      { cwd: folder },
      (error, stdout, stderr) => resolve({ code: error?.code, output: stdout + stderr }),
    ),
  );
}

test.each(["#", "?", delimiter])(
  "every command that sets up prints one line and fails in a folder whose path contains %s",
  async (character) => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), "crosswire-folder-")));
    onTestFinished(() => rmSync(parent, { recursive: true }));
    const folder = join(parent, `a${character}b`, "clone");
    mkdirSync(folder, { recursive: true });
    cpSync(import.meta.dirname, join(folder, "scripts"), { recursive: true });
    cpSync(`${import.meta.dirname}/../package.json`, join(folder, "package.json"));
    const output = `The path of this folder may not contain ${character}: ${folder}\n`;
    expect(commands).toContain("start");
    for (const command of commands)
      expect(await ran(command, folder), command).toEqual({ code: 1, output });
  },
);
