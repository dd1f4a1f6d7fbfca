/**
 * Runs the tests of a file where WebTransport's native module loads: in this process, or in a Vitest under a newer C
 * library, whose results appear here one by one.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newerLoader } from "../../scripts/newer-libc.mjs";
import { recordMissing } from "./rule-results.ts";
import { webtransportUnavailable } from "../webtransport/native.ts";

interface Result {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
  readonly meta?: { readonly skipReason?: string };
}

interface Loader {
  readonly command: string;
  readonly args: readonly string[];
}

const vitest = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");

export async function underNewerLibc(file: string, suites: () => void): Promise<void> {
  const lacking = webtransportUnavailable();
  if (lacking === undefined) return suites();
  for (const { fullName, status, failureMessages, meta } of await resultsElsewhere(file, lacking)) {
    test(fullName, (context) => {
      if (status === "skipped" || status === "pending") context.skip(meta?.skipReason);
      expect(failureMessages.join("\n")).toBe("");
      expect(status).toBe("passed");
    });
  }
}

async function resultsElsewhere(file: string, lacking: string): Promise<readonly Result[]> {
  const isElsewhere = process.env["CROSSWIRE_UNDER_LOADER"] !== undefined;
  const loader = isElsewhere ? { missing: "not even on a newer one" } : await newerLoader();
  if (!("missing" in loader)) return await resultsUnder(loader, file);
  const why = `${lacking}; and no newer C library to test with: ${loader.missing}`;
  recordMissing("webtransport", why);
  const meta = { skipReason: why };
  return [{ fullName: "every test over QUIC", status: "skipped", failureMessages: [], meta }];
}

async function resultsUnder({ command, args }: Loader, file: string): Promise<readonly Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "crosswire-"));
  const report = join(folder, "report.json");
  // Threads, because a fork would start `process.execPath`, which is the loader.
  const flags = ["run", file, "--pool=threads", "--reporter=json", `--outputFile=${report}`];
  const output = await new Promise<string>((resolve) => {
    execFile(
      command,
      [...args, vitest, ...flags],
      { env: { ...process.env, CROSSWIRE_UNDER_LOADER: "yes" }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => resolve(`${error?.message ?? ""}\n${stdout}\n${stderr}`),
    );
  });
  const fullName = "the tests run on a newer C library";
  try {
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
      testResults: { assertionResults: Result[] }[];
    };
    const results = testResults.flatMap((each) => each.assertionResults);
    if (results.length > 0) return results;
    return [{ fullName, status: "failed", failureMessages: [output] }];
  } catch (error) {
    return [{ fullName, status: "failed", failureMessages: [String(error), output] }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
