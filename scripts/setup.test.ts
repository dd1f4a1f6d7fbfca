/** The commands as they are started from a fresh clone, before anything is installed. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const commands = ["start", "dev", "test", "check", "bench", "screenshots"];

/** Of one command in a clone in that folder: how it ended, and all that it said. */
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
  "every command says in one line that a folder's name must not have a %s",
  async (character) => {
    const parent = realpathSync(mkdtempSync(join(tmpdir(), "crosswire-folder-")));
    onTestFinished(() => rmSync(parent, { recursive: true }));
    const folder = join(parent, `a${character}b`, "clone");
    mkdirSync(folder, { recursive: true });
    cpSync(import.meta.dirname, join(folder, "scripts"), { recursive: true });
    cpSync(`${import.meta.dirname}/../package.json`, join(folder, "package.json"));
    const output = `No folder on the way to this one may have a ${character} in its name: ${folder}\n`;
    for (const command of commands)
      expect(await ran(command, folder), command).toEqual({ code: 1, output });
  },
);
