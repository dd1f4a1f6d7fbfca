/** Cost of a message on each transport, beside the bare library below it. */
import { headerBytes } from "#protocol";
import { EchoPair, type Load } from "./echo-pair.ts";
import { type Bench, type Figure, type Measure, notMeasured } from "./figure.ts";
import type { TransportName } from "#transport";
import { quantile } from "./statistics.ts";
import { loaderForQuic } from "./quic-loader.ts";
import { type Subject, subjects } from "./subjects.ts";
import { bareLibraries, type Implementation } from "./transport-adapters.ts";

/** About the size of a snapshot. */
const bytes = 64;
const dials = 5;
const rounds = 3;
const loadMs = 300;
/** Ours makes fewer calls when many messages wait, so V8 compiles it later than the bare library. This is long enough for both. */
const warmUpMs = 1200;
const atOnce = 64;
const updates = { count: 20, perSecond: 30, bytes };
const targets = { cpuRatio: 1.3, envelopeBytes: 12 };

/** The repetitions of each measurement of one implementation. */
class Samples {
  readonly firstMs: number[] = [];
  readonly alone: Load[] = [];
  readonly many: Load[] = [];
  wireBytes = Number.NaN;
}

type Pairs = readonly (readonly [EchoPair, Samples])[];

/** In turns, so that other load of the machine affects both; the first round of each is a warm-up. */
async function measurePairs(pairs: Pairs, aloneMs = loadMs): Promise<void> {
  for (let dial = 0; dial <= dials; dial++) {
    for (const [pair, { firstMs }] of pairs) {
      if (dial > 0) await pair.close();
      const tookMs = await pair.dial();
      if (dial > 0) firstMs.push(tookMs);
    }
  }
  for (let round = 0; round <= rounds; round++) {
    for (const [pair, samples] of pairs) {
      const forMs = round === 0 ? warmUpMs : aloneMs;
      const load = await pair.load({ forMs, atOnce: 1 });
      if (round > 0) samples.alone.push(load);
    }
    for (const [pair, samples] of pairs) {
      const load = await pair.load({ forMs: loadMs, atOnce });
      if (round > 0) samples.many.push(load);
    }
  }
}

function figuresOf(
  { transport, bare: library, batchBytes = 0, note }: Subject,
  frameBytes: number,
  [ours, bare]: readonly Samples[],
): Figure[] {
  const figure = (
    what: string,
    unit: string,
    values: (samples: Samples) => number[],
    wanted: Partial<Figure> = {},
  ): Figure => ({
    of: transport,
    what,
    unit,
    values: ours ? values(ours) : [],
    ...(bare ? { baseline: { what: library, values: values(bare) } } : {}),
    ...wanted,
  });
  const trips = (share: number) => (samples: Samples) =>
    samples.alone.map(({ tripsMs }) => quantile(tripsMs, share));
  const cpu = (load: "alone" | "many") => (samples: Samples) =>
    samples[load].map(({ cpuMsPer1000 }) => cpuMsPer1000);
  const atMost = { targetRatio: targets.cpuRatio };
  return [
    figure("round trip p50", "ms", trips(0.5)),
    figure("p99", "ms", trips(0.99)),
    figure("messages a second", `${atOnce} at once`, (samples) =>
      samples.many.map(({ perSecond }) => perSecond),
    ),
    figure("server CPU of 1000, one at a time", "ms", cpu("alone"), {
      ...atMost,
      ...(note === undefined ? {} : { note }),
    }),
    figure(`server CPU of 1000, ${atOnce} at once`, "ms", cpu("many"), atMost),
    figure("wire, an update", "B", ({ wireBytes }) => [wireBytes]),
    {
      of: transport,
      what: "envelope",
      unit: "B",
      values: [frameBytes + batchBytes + headerBytes],
      target: targets.envelopeBytes,
    },
    figure("first message", "ms", ({ firstMs }) => firstMs),
  ];
}

async function measureTransport(subject: Subject): Promise<Figure[]> {
  const { transport } = subject;
  const started = await startPairs(transport);
  const pairs = started.map((pair) => [pair, new Samples()] as const);
  try {
    await measurePairs(pairs, subject.aloneMs);
    const [[ours] = []] = pairs;
    const frameBytes = (await ours?.frameBytes()) ?? Number.NaN;
    await Promise.all(
      pairs.map(async ([pair, samples]) => {
        await pair.close();
        samples.wireBytes = await pair.wireBytes(updates);
      }),
    );
    return figuresOf(
      subject,
      frameBytes,
      pairs.map(([, samples]) => samples),
    );
  } finally {
    await Promise.all(started.map((pair) => pair.stop()));
  }
}

/** Our implementation, and the bare library's where there is one. If one does not start, the others are stopped. */
async function startPairs(transport: TransportName): Promise<EchoPair[]> {
  const loader = transport === "webtransport" ? await loaderForQuic() : undefined;
  const implementations: readonly Implementation[] =
    transport in bareLibraries ? ["link", "bare"] : ["link"];
  const starting = await Promise.allSettled(
    implementations.map((how) => EchoPair.start({ transport, implementation: how }, bytes, loader)),
  );
  const pairs = starting.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = starting.find((one) => one.status === "rejected");
  if (!failed) return pairs;
  await Promise.all(pairs.map((pair) => pair.stop()));
  throw failed.reason;
}

async function run({ log }: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const subject of subjects) {
    const { transport } = subject;
    try {
      figures.push(...(await measureTransport(subject)));
      log(transport);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      figures.push({ ...notMeasured("round trip p50", "ms", why), of: transport });
      log(`${transport}: not measured: ${why}`);
    }
  }
  return figures;
}

export const transports: Measure = {
  name: "transports",
  title: "What a transport costs a message",
  method: [
    `Two processes on the loopback; the server sends a payload of ${bytes} bytes back, reliable-ordered. In brackets`,
    `the same through the bare library named beside the transport, in turns with ours, ${rounds} rounds after one to warm`,
    `up. A message of the CPU columns is one there and one back; CPU is of all threads of the server. Bare \`node:http\``,
    `and Connect send a POST for each message; ours sends all waiting messages in one, so with ${atOnce} at once it does less. Wire:`,
    `all bytes both ways without the headers of IP, TCP and UDP, divided by ${updates.count} updates which the server sends at`,
    `${updates.perSecond} Hz; ours includes the acks, ten times a second. Envelope: our frame around an`,
    `unreliable message, its length where frames share a body, and the ${headerBytes} bytes of our envelope; no trace context.`,
    `First message: from the dial to the first echo, ${dials} dials. Short polling polls every 200 ms, so few samples that p99 is the`,
    `longest. gRPC is called as browsers call it.`,
  ].join(" "),
  run,
};
