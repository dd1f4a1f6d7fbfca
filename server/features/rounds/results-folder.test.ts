import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { isRoot, nobody, round, emptyFolder, resultsIn, storedIn } from "./results.suite.ts";

test("[R22] only the server's user may read the files of the database, also those that were there before", () => {
  const folder = emptyFolder();
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const modes = () => {
    const { results, clock } = resultsIn(folder);
    results.save(round(1));
    clock.advance(0);
    const found = readdirSync(folder).map((name) => {
      const { mode } = statSync(join(folder, name));
      return [name, (mode & 0o777).toString(8)];
    });
    results.close();
    return found;
  };
  const all = ["crosswire.sqlite", "crosswire.sqlite-shm", "crosswire.sqlite-wal"];
  expect(modes()).toEqual(all.map((name) => [name, "600"]));
  chmodSync(join(folder, "crosswire.sqlite"), 0o644);
  expect(modes()).toEqual(all.map((name) => [name, "600"]));
});

const otherwise = ", or choose another folder, or :memory: to keep none";

test.each<[string, (folder: string) => void, string]>([
  [
    "a file",
    (folder) => writeFileSync(folder, ""),
    "it is a file, or below one, and a folder is wanted",
  ],
  [
    "a folder with a damaged database",
    (folder) => {
      mkdirSync(folder);
      writeFileSync(join(folder, "crosswire.sqlite"), "no database".repeat(1000));
    },
    "crosswire.sqlite in it is damaged; move it away",
  ],
  [
    "a folder with a folder for a database",
    (folder) => mkdirSync(join(folder, "crosswire.sqlite"), { recursive: true }),
    "crosswire.sqlite in it cannot be opened",
  ],
  [
    "a folder with a database that may only be read",
    (folder) => {
      storedIn(folder);
      chmodSync(join(folder, "crosswire.sqlite"), 0o444);
    },
    "crosswire.sqlite in it may not be written",
  ],
  [
    "a folder that may only be read",
    (folder) => {
      mkdirSync(folder, { mode: 0o555 });
    },
    "nothing may be written there",
  ],
  [
    "below a folder that may only be read",
    (folder) => {
      chmodSync(join(folder, ".."), 0o555);
    },
    "nothing may be written there",
  ],
])("[R21] a DATA_DIR that is %s is named in one line", (_, make, why) => {
  const parent = emptyFolder();
  chmodSync(parent, 0o755);
  const folder = join(parent, "data");
  make(folder);
  // Root may write everywhere.
  if (isRoot) process.seteuid?.(nobody);
  try {
    expect(() => resultsIn(folder)).toThrow(
      expect.objectContaining({
        name: "BadOption",
        message: `DATA_DIR=${folder} will not do: ${why}${otherwise}`,
      }),
    );
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(parent, 0o755);
  }
});
