/** Compares the CPU time of a message through Channel and Link over Socket.IO with that of a bare `socket.emit`. */
import { Child } from "./child.ts";
import type { Bench, Figure, Measure } from "./figure.ts";
import type { Flood } from "./message-layer-server.ts";

const rounds = 7;
/** A message has the size of a full room's snapshot, a burst has one for each seat, and the client answers a burst with an input. */
const flood: Flood = { bursts: 1000, perBurst: 16, bytes: 80 };
const inputBytes = 20;

interface Pair {
  readonly server: Child;
  readonly client: Child;
}

async function startPair(how: "layered" | "bare"): Promise<Pair> {
  const server = new Child("bench/message-layer-server.ts");
  const client = new Child("bench/message-layer-client.ts");
  const origin = await server.request<string>(`listen ${how}`);
  await client.request(`join ${how}`, { origin, perBurst: flood.perBurst, bytes: inputBytes });
  return { server, client };
}

async function run({ log }: Bench): Promise<Figure[]> {
  const pairs = [await startPair("layered"), await startPair("bare")] as const;
  const sendMicros: [number[], number[]] = [[], []];
  const receiveMicros: [number[], number[]] = [[], []];
  try {
    // The two pairs take turns, so that other load of the machine affects both. Round 0 is a warm-up.
    for (let round = 0; round <= rounds; round++) {
      for (const [index, { server, client }] of pairs.entries()) {
        const before = await client.usage();
        const sentMicros = await server.request<number>("flood", flood);
        const after = await client.usage();
        if (round === 0) continue;
        const messages = flood.bursts * flood.perBurst;
        sendMicros[index]?.push(sentMicros);
        receiveMicros[index]?.push(((after.cpuSeconds - before.cpuSeconds) * 1e6) / messages);
      }
      if (round > 0) {
        const [ours = 0, bare = 0] = sendMicros.map((values) => values.at(-1) ?? 0);
        log(`round ${round} of ${rounds}: ${ours.toFixed(1)} µs, bare ${bare.toFixed(1)} µs`);
      }
    }
  } finally {
    for (const { server, client } of pairs) {
      await client.stop();
      await server.stop();
    }
  }
  const figure = (what: string, [values, bare]: [number[], number[]]): Figure => ({
    what,
    unit: "µs",
    values,
    baseline: { what: "bare Socket.IO", values: bare },
  });
  return [figure("sending a snapshot", sendMicros), figure("receiving one", receiveMicros)];
}

export const layer: Measure = {
  name: "layer",
  title: "What our layers cost a message",
  method: `CPU time of all threads per message of ${flood.bytes} bytes, ${flood.bursts * flood.perBurst} of them in bursts of ${flood.perBurst}, one input back for each burst. Ours: Channel, Link and our one-frame parser over Socket.IO, untraced. Bare: \`socket.emit\` with Socket.IO's own parser, which sends two frames for binary. ${rounds} rounds in turns.`,
  run,
};
