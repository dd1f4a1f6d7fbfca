/** Writes the counts of a vitest run to `.cache/vitest.json`, with the reasons of skipped tests. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { cache, root } from "./setup.mjs";

export default class Summary {
  constructor({ file = `${cache}/vitest.json` } = {}) {
    this.file = file;
  }

  onTestRunEnd(modules, unhandledErrors) {
    const summary = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      const file = relative(root, module.moduleId);
      const tests = [...module.children.allTests()];
      // A file or a hook that throws is a failure without a failed test.
      const broken = [module, ...module.children.allSuites()].filter(
        (it) => it.errors().length > 0,
      );
      summary.failed += broken.length;
      for (const test of tests) {
        const { state, note } = test.result();
        if (state === "passed") summary.passed += 1;
        else if (state === "failed") summary.failed += 1;
        else if (state === "skipped") {
          const reason = note ?? skipReason(test) ?? null;
          summary.skipped.push({ name: `${file}: ${test.fullName}`, reason });
        } else summary.failed += 1;
      }
    }
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(summary));
  }
}

/** The reason of the test (skipped.suite.ts), or of a suite around it. */
function skipReason(task) {
  return task.type === "module" ? undefined : (task.meta().skipReason ?? skipReason(task.parent));
}
