/** A scratch folder that holds the real configuration and next to no code, in which tools are run. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = dirname(import.meta.dirname);

export interface ScratchFolder {
  write(path: string, text: string): void;
  /** The real file of that path. */
  copy(path: string): void;
  /** Standard output of a tool, also where it fails: these tools are meant to. */
  outputOf(tool: string, ...args: string[]): string;
  remove(): void;
}

export function scratchFolder(): ScratchFolder {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-invariants-"));
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  return {
    write,
    copy: (path) => write(path, readFileSync(join(root, path), "utf8")),
    outputOf(tool, ...args) {
      try {
        return execFileSync(join(root, "node_modules/.bin", tool), args, {
          cwd: folder,
          encoding: "utf8",
          maxBuffer: 1e8,
        });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
