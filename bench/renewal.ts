/** Whether a tick is late because WebTransport's native library is made to free its port. */
import { Child } from "./child.ts";
import { type Bench, type Figure, type Measure, notMeasured } from "./figure.ts";
import type { LatenessMs } from "./renewal-server.ts";
import { loaderForQuic } from "./quic-loader.ts";

const rounds = 7;
const what = "latest tick of a second in which the certificate is renewed";
const unit = "ms";

async function run({ log }: Bench): Promise<Figure[]> {
  let server: Child;
  try {
    const loader = await loaderForQuic();
    server = new Child("bench/renewal-server.ts", loader ? { loader } : {});
  } catch (error) {
    return [notMeasured(what, unit, error instanceof Error ? error.message : String(error))];
  }
  try {
    const lateness = await server.request<LatenessMs[]>("lateness", rounds);
    const values = (of: keyof LatenessMs) => lateness.map((each) => each[of]);
    log(`${rounds} renewals`);
    const baseline = { what: "a calm second of the same round", values: values("calm") };
    return [
      // A third of a 30 Hz tick: nobody sees that.
      { what, unit, values: values("renewing"), baseline, target: 10 },
      { what: "with three forced collections instead", unit, values: values("forced"), baseline },
    ];
  } finally {
    await server.stop();
  }
}

export const renewal: Measure = {
  name: "renewal",
  title: "Ticks while WebTransport is renewed",
  method: `A process with 400,000 objects on its heap ticks at 30 Hz and holds 6 WebTransport sessions. How late is the latest of 30 ticks: in a calm second, in one with three forced collections of garbage, and in one in which the port is freed and bound again for a new certificate; ${rounds} rounds after one to warm up.`,
  run,
};
