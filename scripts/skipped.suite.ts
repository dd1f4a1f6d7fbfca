/** A test that cannot run here says why, and how to run it; the last lines of `npm test` list it. */
declare module "vitest" {
  interface TaskMeta {
    skipReason?: string;
  }
}

/** Options of a test, or of a suite: it runs where there is no reason against it. */
export const skippedFor = (reason: string | undefined) =>
  reason === undefined ? {} : { skip: true, meta: { skipReason: reason } };
