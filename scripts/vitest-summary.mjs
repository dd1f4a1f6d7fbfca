/** Counts a vitest run into `.cache/vitest.json`, with the reasons tests gave for being skipped. */
import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { cache, root } from "./setup.mjs";

export default class Summary {
  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      const file = relative(root, module.moduleId);
      const tests = [...module.children.allTests()];
      // A file or a hook that throws fails without a failed test.
      const broken = [module, ...module.children.allSuites()].filter(
        (it) => it.errors().length > 0,
      );
      summary.failed += broken.length;
      for (const test of tests) {
        const { state, note } = test.result();
        if (state === "passed") summary.passed += 1;
        else if (state === "failed") summary.failed += 1;
        else if (state === "skipped") {
          summary.skipped.push({ name: `${file}: ${test.fullName}`, reason: note ?? null });
        } else summary.failed += 1;
      }
    }
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${cache}/vitest.json`, JSON.stringify(summary));
  }
}
