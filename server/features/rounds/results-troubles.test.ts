import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  isRoot,
  nobody,
  row,
  round,
  emptyFolder,
  resultsIn,
  storedIn,
  lockedByAnother,
} from "./results.suite.ts";

interface Trouble {
  /** Why the trouble cannot be made on this machine. */
  readonly missing?: string;
  readonly error: string;
  /** Results that were stored before the trouble are still there after it. */
  readonly keeps: boolean;
  /** Returns a function that mends it. */
  make(folder: string): Promise<() => unknown>;
}

const troubles: Record<string, Trouble> = {
  "a database that another process writes to": {
    error: "database is locked",
    keeps: true,
    make: (folder) => lockedByAnother(folder),
  },
  "a folder that was replaced by a file": {
    error: "it is a file, or below one, and a folder is wanted",
    keeps: false,
    async make(folder) {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, "");
      return () => rmSync(folder);
    },
  },
  "a folder that was moved away, where none may be made": {
    error: "nothing may be written there",
    keeps: true,
    async make(folder) {
      const parent = join(folder, "..");
      renameSync(folder, `${folder}-moved`);
      chmodSync(parent, 0o555);
      if (isRoot) process.seteuid?.(nobody);
      return () => {
        if (isRoot) process.seteuid?.(0);
        chmodSync(parent, 0o755);
        renameSync(`${folder}-moved`, folder);
      };
    },
  },
  "a database that was overwritten": {
    error: "crosswire.sqlite in it is damaged; move it away",
    keeps: false,
    async make(folder) {
      for (const name of readdirSync(folder)) writeFileSync(join(folder, name), "x".repeat(40_000));
      return () => rmSync(folder, { recursive: true });
    },
  },
  "a full disk": {
    ...(isRoot && process.platform === "linux"
      ? {}
      : { missing: "only root on Linux can mount a small disk" }),
    error: "the disk is full",
    keeps: true,
    async make(folder) {
      const ballast = join(folder, "ballast");
      try {
        for (let size = 0; ; size += 4096) writeFileSync(ballast, Buffer.alloc(size));
      } catch {
        return () => rmSync(ballast);
      }
    },
  },
};

describe.each(Object.entries(troubles))("%s", (name, { missing, error, keeps, make }) => {
  test("[R22] costs no result: it waits, is shown and logged once, and is stored when that is over", async (context) => {
    if (missing) context.skip(missing);
    const folder = join(emptyFolder(), "data");
    mkdirSync(folder);
    chmodSync(join(folder, ".."), 0o755);
    if (name === "a full disk") {
      spawnSync("mount", ["-t", "tmpfs", "-o", "size=512k", "none", folder]);
      onTestFinished(() => void spawnSync("umount", [folder]));
    }
    const { results, clock, log } = resultsIn(folder);
    results.save(round(1));
    clock.advance(0);
    const mend = await make(folder);
    results.save({ ...round(2), rows: Array.from({ length: 16 }, (_, at) => row(name, at)) });
    clock.advance(60_000);
    expect(results.health).toEqual({ pending: 1, lost: 0, error });
    expect(log).toEqual([
      `Results of rounds cannot be stored in ${folder} (${error}): up to 1000 wait in memory and are tried again every 5 s`,
    ]);
    await mend();
    clock.advance(5000);
    expect(results.health).toEqual({ pending: 0, lost: 0, error: null });
    expect(log.slice(1)).toEqual(["Results of rounds are stored again; 0 were lost"]);
    results.close();
    expect(storedIn(folder)).toEqual(keeps ? [2, 1] : [2]);
  });
});
