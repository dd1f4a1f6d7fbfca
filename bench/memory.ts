/** Whether the memory of a full room's server grows: samples, and the slope of their second half. */
import type { Bench, Figure, Measure } from "./figure.ts";
import { fullRoom, seats } from "./full-room.ts";
import { linearRegression, quantile } from "./statistics.ts";

/** A forced collection takes some ms of a tick. This is rare enough, and gives enough samples for a line through half a minute. */
const everyMs = 2000;
/** The store grows until it is full, so it is so small that it is full within seconds. */
const traceSpans = 5000;
const mega = 1e6;

interface Sample {
  readonly hours: number;
  readonly rssMB: number;
  readonly heapMB: number;
}

async function run({ log, minutes }: Bench): Promise<Figure[]> {
  log(`${minutes} min with ${seats} players, everything traced`);
  const room = await fullRoom({ transport: "socketio", tracing: true, traceSpans });
  const samples: Sample[] = [];
  try {
    const startMs = performance.now();
    for (let loggedMs = startMs; performance.now() - startMs < minutes * 60_000;) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      const { rssBytes, heapBytes } = await room.server.usage(true);
      const hours = (performance.now() - startMs) / 3_600_000;
      samples.push({ hours, rssMB: rssBytes / mega, heapMB: heapBytes / mega });
      if (performance.now() - loggedMs < 15_000) continue;
      loggedMs = performance.now();
      const last = `heap ${(heapBytes / mega).toFixed(1)} MB, RSS ${(rssBytes / mega).toFixed(0)} MB`;
      log(`${((loggedMs - startMs) / 1000).toFixed(0)} s: ${last}`);
    }
    // Throws if a player was lost on the way: then the room was not full.
    await room.counts();
  } finally {
    await room.stop();
  }
  const half = samples.slice(samples.length >> 1);
  const sizeFigure = (what: string, of: "rssMB" | "heapMB"): Figure => ({
    what: `${what}, second half`,
    unit: "MB",
    values: half.map((sample) => sample[of]),
  });
  const slope = (what: string, of: "rssMB" | "heapMB"): Figure => {
    const { slope: perHour, slopeError } = linearRegression(
      half.map((sample) => [sample.hours, sample[of]] as const),
    );
    const seen = Math.abs(perHour) > 2 * slopeError;
    const spanMB =
      quantile(
        half.map((sample) => sample[of]),
        1,
      ) -
      quantile(
        half.map((sample) => sample[of]),
        0,
      );
    return {
      what: `${what}, slope`,
      unit: "MB/h",
      values: [perHour],
      error: slopeError,
      note: `${seen ? "beyond" : "within"} two standard errors of no growth; ${spanMB.toFixed(1)} MB between least and most`,
    };
  };
  return [
    sizeFigure("heap after collection", "heapMB"),
    slope("heap after collection", "heapMB"),
    sizeFigure("resident memory", "rssMB"),
    {
      ...slope("resident memory", "rssMB"),
      note: `a shortened run of ${minutes} min, whose second half says little about an hour; \`--minutes\` makes it longer`,
    },
  ];
}

export const memory: Measure = {
  name: "memory",
  title: "Memory of a full room",
  method: `The traced room of the CPU measure with a trace store of ${traceSpans} spans, full from the start; heap and resident memory after a forced collection every ${everyMs / 1000} s; slopes by linear regression over the second half, with their standard error.`,
  run,
};
