/** Starts the server: reads the environment, joins game and tracing, prints where to go. */
import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  admission,
  IntakeBudgets,
  jaegerProbe,
  otelSettingsFrom,
  refusedRequests,
  searchQueue,
  serverTracing,
  storeExporter,
  traceRoutes,
  traceStore,
  traceTee,
} from "#otel/server";
import { hostInUrl, isWildcardAddress, isFromThisMachine } from "./edge/http/addresses.ts";
import { openToAnyOrigin } from "./edge/http/any-origin.ts";
import { BadOption } from "./bad-option.ts";
import { startGameServer } from "./game-server.ts";
import { optionHelp, optionsFrom } from "./options.ts";
import { PortsTaken } from "./ports.ts";

const here = import.meta.dirname;
const { version } = JSON.parse(readFileSync(`${here}/../package.json`, "utf8")) as {
  version: string;
};

/** The address of this server on this machine: a server on every address is on the loopback's too. */
const ownAddress = (host: string): string =>
  isWildcardAddress(host) ? "127.0.0.1" : hostInUrl(host);

/** Who may send spans without a session. */
const admitsOthers = {
  players: () => false,
  loopback: isFromThisMachine,
  anyone: () => true,
};

async function main(): Promise<void> {
  if (process.argv.includes("--help")) {
    console.log(optionHelp());
    return;
  }
  const options = optionsFrom(process.env);
  const otel = otelSettingsFrom(process.env);

  const store = traceStore({ maxSpans: options.traceSpans });
  const { jaegerUrl, jaegerPublicUrl: publicUrl } = options;
  const jaeger = jaegerProbe(jaegerUrl, publicUrl ? { publicUrl } : {});
  const tee = traceTee({
    target: () => otel.tracesUrl ?? jaeger.found()?.tracesUrl,
    headers: otel.headers,
    onLoop: (cause) => console.error(cause),
  });

  const tracing = otel.disabled
    ? undefined
    : serverTracing({
        serviceName: otel.serviceName ?? "crosswire-server",
        instanceId: randomBytes(4).toString("hex"),
        exportTo: [storeExporter(store, tee)],
        resourceAttributes: otel.resourceAttributes,
      });
  const traceOptions = {
    store,
    tee,
    // One of each for HTTP and HTTPS.
    budgets: new IntakeBudgets(),
    searches: searchQueue(),
    refused: refusedRequests(),
    jaegerUrl: () => jaeger.found()?.queryUrl,
  };

  const game = await startGameServer({
    ...options,
    version,
    pages: `${here}/../client/dist`,
    tracing,
    seed: () => randomInt(2 ** 32),
    extend(fastify, { sessionOf }) {
      // Origin and Host are judged before, like those of every request.
      const admits = admission({
        sessionOf,
        allowOther: (peer) => admitsOthers[options.traceIntake](peer),
      });
      const onIntake = options.traceIntake === "anyone" ? openToAnyOrigin : undefined;
      fastify.register(async (scope) =>
        traceRoutes(scope, { ...traceOptions, admission: admits, onIntake }),
      );
    },
  });

  process.on("uncaughtException", (error) => game.uncaught(error));

  console.log(`Crosswire ${version}`);
  console.log(`  game    ${game.url}`);
  if (game.httpsUrl)
    console.log(`  https   ${game.httpsUrl} (certificate of its own; browsers ask once)`);
  if (game.grpcPort !== undefined)
    console.log(
      `  grpc    ${ownAddress(options.host)}:${game.grpcPort} (protocol/crosswire.proto)`,
    );
  console.log(`  traces  ${game.url}/traces`);
  await jaeger.firstProbe;
  const found = jaeger.found();
  if (found) console.log(`  jaeger  ${found.queryUrl}`);
  for (const problem of otel.problems) console.error(problem);
  console.log("Open the game in two tabs. Ctrl-C stops the server.");

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // The last spans have this long to be exported.
    setTimeout(() => process.exit(0), 3000).unref();
    jaeger.stop();
    await tracing?.stop();
    await game.close();
    process.exit(0);
  };
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
}

main().catch((error: unknown) => {
  // What the user can mend is one line. Anything else is our error and comes with its stack.
  const mendable = error instanceof BadOption || error instanceof PortsTaken;
  console.error(mendable ? error.message : error);
  process.exit(1);
});
