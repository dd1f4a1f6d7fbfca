import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Results } from "./results.ts";
import { makeTestRig } from "../../testing/test-rig.suite.ts";
import { ManualClock } from "../../testing/manual-clock.suite.ts";

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

const row = (name: string, score: number) => ({ seat: score % 16, ...kept(name, score) });
const kept = (name: string, score: number) => ({
  bot: false,
  name,
  transport: "webrtc",
  score,
  kills: 1,
  deaths: 2,
});
const round = (number: number) => ({ room: "lobby", round: number, endedAtMs: number, rows: [] });

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-results-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function resultsIn(folder: string) {
  const clock = new ManualClock();
  const log: string[] = [];
  const results = new Results({ folder, clock, log: (line) => log.push(line) });
  return { results, clock, log };
}

/** What a server that starts later finds. */
function storedIn(folder: string, limit = 20): number[] {
  const { results } = resultsIn(folder);
  const found = results.latest("lobby", limit).map((result) => result.round);
  results.close();
  return found;
}

/** Another process holds the database as `how` says, until the answer is called. */
async function lockedByAnother(
  folder: string,
  how = "BEGIN IMMEDIATE",
): Promise<() => Promise<void>> {
  const holder = spawn(
    process.execPath,
    [
      "-e",
      `const { DatabaseSync } = require("node:sqlite");
      const database = new DatabaseSync(process.argv[1]);
      database.exec(process.argv[2]);
      console.log("locked");
      process.stdin.resume().on("end", () => database.close());`,
      join(folder, "crosswire.sqlite"),
      how,
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  await once(holder.stdout, "data");
  return async () => {
    const gone = once(holder, "exit");
    holder.stdin.end();
    await gone;
  };
}

test("[R22] results outlive the server: best first, newest round first, each room its own", () => {
  const folder = join(emptyFolder(), "made", "when missing");
  const before = resultsIn(folder).results;
  before.save({ room: "lobby", round: 1, endedAtMs: 1000.5, rows: [row("Bo", 5), row("Ada", 30)] });
  before.save({ room: "attic", round: 9, endedAtMs: 1500, rows: [] });
  before.save({ room: "lobby", round: 2, endedAtMs: 2000, rows: [row("Cy", 1)] });
  before.close();
  const after = resultsIn(folder).results;
  expect(after.latest("lobby", 20)).toEqual([
    { room: "lobby", round: 2, endedAtMs: 2000, rows: [kept("Cy", 1)] },
    {
      room: "lobby",
      round: 1,
      endedAtMs: 1000.5,
      rows: [kept("Ada", 30), kept("Bo", 5)],
    },
  ]);
  expect(after.latest("lobby", 1).map((result) => result.round)).toEqual([2]);
  after.close();
});

test("[R22] whoever stores a result does not wait until the disk has it", () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  onTestFinished(() => prepare.mockRestore());
  const { results, clock } = resultsIn(emptyFolder());
  results.save({ room: "lobby", round: 1, endedAtMs: 1, rows: [] });
  clock.advance(0);
  expect(results.health.pending).toBe(0);
  const database = prepare.mock.contexts.at(-1) as DatabaseSync | undefined;
  // With the log written ahead, 1 (NORMAL) syncs at checkpoints alone and 2 (FULL) at each commit.
  expect(database?.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(database?.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 1 });
  results.close();
});

test("[R22] a name is text to the database, whatever it spells", () => {
  const { results, clock } = resultsIn(":memory:");
  const name = `'; DROP TABLE rounds; --`;
  results.save({ room: "lobby", round: 1, endedAtMs: 1, rows: [row(name, 1)] });
  clock.advance(0);
  expect(results.health.pending).toBe(0);
  expect(results.latest("lobby", 5)[0]?.rows[0]?.name).toBe(name);
  results.close();
});

test("[R22] a round that ends is handed over with the scores it was played for", async () => {
  const bed = await makeTestRig({ fillTo: 6, tickRateHz: 10 });
  await bed.joinPlayer({ name: "Ada" });
  await bed.advance(180_500);
  expect(bed.results.map((result) => [result.room, result.round])).toEqual([["lobby", 1]]);
  const rows = bed.results[0]?.rows ?? [];
  expect(rows.length).toBe(6);
  expect(rows.find(({ name }) => name === "Ada")).toMatchObject({
    bot: false,
    transport: "memory",
  });
  expect(rows.some(({ score }) => score > 0)).toBe(true);
});

test("[R22] a round that ends while another process has the database locked costs its room no tick", async () => {
  const folder = emptyFolder();
  const { results } = resultsIn(folder);
  const release = await lockedByAnother(folder);
  const bed = await makeTestRig({ tickRateHz: 10, roundEnded: (result) => results.save(result) });
  const player = await bed.joinPlayer();
  await bed.advance(200_000);
  expect(results.health.pending).toBe(1);
  expect([player.newest?.tick, player.client.closed]).toEqual([2000, undefined]);
  await release();
  results.close();
  expect(storedIn(folder)).toEqual([1]);
});

interface Trouble {
  /** Why it cannot be made here. */
  readonly missing?: string;
  readonly error: string;
  /** What was stored before it is still there after it. */
  readonly keeps: boolean;
  /** Answers how to mend it. */
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

test("[R22] of more than a thousand results that wait the oldest are given up and counted", async () => {
  const folder = emptyFolder();
  const { results, clock, log } = resultsIn(folder);
  const release = await lockedByAnother(folder);
  for (let number = 1; number <= 1100; number++) results.save(round(number));
  clock.advance(5000);
  expect(results.health).toEqual({ pending: 1000, lost: 100, error: "database is locked" });
  expect(results.latest("lobby", 2).map((result) => result.round)).toEqual([1100, 1099]);
  await release();
  clock.advance(5000);
  expect(log.at(-1)).toBe("Results of rounds are stored again; 100 were lost");
  results.close();
  expect(storedIn(folder, 2000)).toEqual(Array.from({ length: 1000 }, (_, at) => 1100 - at));
});

test("[R22] what cannot be stored when the server stops is counted as lost and said", async () => {
  const folder = emptyFolder();
  const { results, clock, log } = resultsIn(folder);
  const release = await lockedByAnother(folder);
  results.save(round(1));
  results.close();
  expect(results.health).toEqual({ pending: 0, lost: 1, error: "database is locked" });
  expect(log.at(-1)).toBe("1 results of rounds are lost: database is locked");
  expect(clock.pendingTimers).toBe(0);
  await release();
});

test("[R22] a database that is locked at the start is tried again", async () => {
  const folder = emptyFolder();
  storedIn(folder);
  const release = await lockedByAnother(folder, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const { results, clock, log } = resultsIn(folder);
  expect([results.health.error, log.length]).toEqual(["database is locked", 1]);
  await release();
  clock.advance(5000);
  expect(results.health.error).toBeNull();
  results.close();
});

test("[R22] the database's files are nobody else's to read, also where they were", () => {
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
