/** A test that cannot run on a machine states why, and how to run it. `npm test` lists these reasons at its end. */
declare module "vitest" {
  interface TaskMeta {
    skipReason?: string;
  }
}

/** Options of a test or a suite: it is skipped if there is a reason. */
export const skippedFor = (reason: string | undefined) =>
  reason === undefined ? {} : { skip: true, meta: { skipReason: reason } };
