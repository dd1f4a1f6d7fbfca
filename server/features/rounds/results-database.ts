/**
 * The SQLite file of results, `crosswire.sqlite` in DATA_DIR. It is opened when first wanted, and anew after an error or
 * when the file was moved away, so that whatever mends the disk needs no restart.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";

export interface ResultRow {
  readonly name: string;
  readonly bot: boolean;
  readonly transport: string;
  readonly score: number;
  readonly kills: number;
  readonly deaths: number;
}
export interface StoredResult {
  readonly room: string;
  readonly round: number;
  readonly endedAtMs: number;
  readonly rows: readonly ResultRow[];
}

interface Opened {
  readonly database: DatabaseSync;
  readonly insert: StatementSync;
  readonly latest: StatementSync;
  /** Which file it is; undefined in memory. */
  readonly file: string | undefined;
}

const inMemory = ":memory:";

export class ResultsDatabase {
  readonly path: string;
  readonly #folder: string;
  #opened: Opened | undefined;

  /** `folder` is made when missing; ":memory:" keeps nothing. */
  constructor(folder: string) {
    this.#folder = folder;
    this.path = folder === inMemory ? folder : join(folder, "crosswire.sqlite");
  }

  /** @throws what SQLite or the file system has against reading or writing there */
  check(): void {
    this.#use(({ database }) => {
      const found = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
      if (found !== "ok")
        throw Object.assign(new Error(String(found)), { errcode: sqlite.corrupt });
      database.exec("BEGIN IMMEDIATE; ROLLBACK");
    });
  }

  /** All of them or none. */
  write(results: readonly StoredResult[]): void {
    this.#use(({ database, insert }) => {
      database.exec("BEGIN IMMEDIATE");
      for (const { room, round, endedAtMs, rows } of results)
        insert.run(room, round, endedAtMs, JSON.stringify(rows));
      database.exec("COMMIT");
    });
  }

  /** The last rounds of a room, newest first. */
  latest(room: string, limit: number): StoredResult[] {
    return this.#use(({ latest }) =>
      latest.all(room, limit).map((row) => ({
        room: String(row["room"]),
        round: Number(row["round"]),
        endedAtMs: Number(row["endedAtMs"]),
        rows: JSON.parse(String(row["rows"])) as ResultRow[],
      })),
    );
  }

  close(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    try {
      opened?.database.close();
    } catch {
      // The next one to be opened tells what is wrong.
    }
  }

  #use<T>(act: (opened: Opened) => T): T {
    try {
      // SQLite goes on writing into a deleted file without an error.
      if (this.#opened && this.#opened.file !== this.#fileNow()) this.close();
      this.#opened ??= this.#open();
      return act(this.#opened);
    } catch (error) {
      // Ends a transaction that stands half-way, too.
      this.close();
      throw error;
    }
  }

  #open(): Opened {
    if (this.path !== inMemory) {
      mkdirSync(this.#folder, { recursive: true });
      restrictFileModes(this.path);
    }
    const database = new DatabaseSync(this.path);
    try {
      database.exec(`
        PRAGMA journal_mode = WAL;
        -- A commit then waits for no disk, which every room would wait for with it. Of a power cut the last results may be lost.
        PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS rounds (
          room TEXT NOT NULL, round INTEGER NOT NULL, endedAtMs REAL NOT NULL, rows TEXT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS roundsOfRoom ON rounds (room, endedAtMs);
      `);
      const insert = database.prepare(
        "INSERT INTO rounds (room, round, endedAtMs, rows) VALUES (?, ?, ?, ?)",
      );
      const latest = database.prepare(
        "SELECT room, round, endedAtMs, rows FROM rounds WHERE room = ? ORDER BY endedAtMs DESC LIMIT ?",
      );
      return { database, insert, latest, file: this.#fileNow() };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #fileNow(): string | undefined {
    if (this.path === inMemory) return undefined;
    const found = statSync(this.path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  }
}

/** Names of players are nobody else's on this machine. SQLite gives its other files the mode of the first. */
function restrictFileModes(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    try {
      if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    } catch {
      // It is not there, or another user's, who keeps it as they like.
    }
  }
}

/** Primary result codes, https://sqlite.org/rescode.html. */
const sqlite = { busy: 5, locked: 6, readonly: 8, corrupt: 11, full: 13, cantOpen: 14, notADb: 26 };

/** The primary result code; undefined for an error that is not SQLite's. */
function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** Another process holds it for the moment. */
export const isBusy = (error: unknown): boolean =>
  [sqlite.busy, sqlite.locked].includes(sqliteCode(error) ?? 0);

/** What is in the way, in words for who runs the server. */
export function storageErrorText(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  switch (sqliteCode(error)) {
    case sqlite.notADb:
    case sqlite.corrupt:
      return "crosswire.sqlite in it is damaged; move it away";
    case sqlite.readonly:
      return "crosswire.sqlite in it may not be written";
    case sqlite.cantOpen:
      return "crosswire.sqlite in it cannot be opened";
    case sqlite.full:
      return "the disk is full";
    default:
  }
  switch (code) {
    case "EEXIST":
    case "ENOTDIR":
      return "it is a file, or below one, and a folder is wanted";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "nothing may be written there";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    default:
      return message;
  }
}
