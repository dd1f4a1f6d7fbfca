/** Results of rounds, kept in SQLite so that a restart forgets no podium. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RoundResult } from "./room.ts";

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

export class Results {
  readonly #database: DatabaseSync;

  /** `folder` is made when missing; ":memory:" keeps nothing. */
  constructor(folder: string) {
    if (folder !== ":memory:") mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(
      folder === ":memory:" ? folder : join(folder, "crosswire.sqlite"),
    );
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      CREATE TABLE IF NOT EXISTS rounds (
        room TEXT NOT NULL, round INTEGER NOT NULL, endedAtMs REAL NOT NULL, rows TEXT NOT NULL
      );
      CREATE INDEX IF NOT EXISTS roundsOfRoom ON rounds (room, endedAtMs);
    `);
  }

  save({ room, round, endedAtMs, rows }: RoundResult): void {
    const kept: ResultRow[] = rows
      .map(({ name, bot, transport, score, kills, deaths }) => ({
        name,
        bot,
        transport,
        score,
        kills,
        deaths,
      }))
      .toSorted((a, b) => b.score - a.score);
    this.#database
      .prepare("INSERT INTO rounds (room, round, endedAtMs, rows) VALUES (?, ?, ?, ?)")
      .run(room, round, endedAtMs, JSON.stringify(kept));
  }

  /** The last rounds of a room, newest first. */
  latest(room: string, limit: number): StoredResult[] {
    const found = this.#database
      .prepare(
        "SELECT room, round, endedAtMs, rows FROM rounds WHERE room = ? ORDER BY endedAtMs DESC LIMIT ?",
      )
      .all(room, limit);
    return found.map((row) => ({
      room: String(row["room"]),
      round: Number(row["round"]),
      endedAtMs: Number(row["endedAtMs"]),
      rows: JSON.parse(String(row["rows"])) as ResultRow[],
    }));
  }

  close(): void {
    this.#database.close();
  }
}
