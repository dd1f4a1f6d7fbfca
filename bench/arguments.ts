/** The arguments of `npm run bench -- …`. */
import { parseArgs } from "node:util";

export interface Arguments {
  /** Names of measures. */
  readonly only: readonly string[];
  readonly minutes: number;
  readonly writeDocs: boolean;
  readonly help: boolean;
  /** Measure nothing, only check the arguments. */
  readonly check: boolean;
}

/** Its message is one line. */
export class BadArgument extends Error {
  override readonly name = "BadArgument";
}

/** @throws BadArgument */
export function argumentsFrom(args: readonly string[], measures: readonly string[]): Arguments {
  const { only, minutes, help, check, "write-docs": writeDocs } = parsed(args);
  const wanted = only?.split(",") ?? measures;
  const unknown = wanted.filter((name) => !measures.includes(name));
  if (unknown.length > 0)
    throw new BadArgument(
      `--only ${only} is not valid: ${measures.join(", ")}, separated by commas`,
    );
  if (!(Number(minutes) >= 0.5 && Number(minutes) <= 24 * 60))
    throw new BadArgument(`--minutes ${minutes} is not valid: 0.5 to 1440`);
  return { only: wanted, minutes: Number(minutes), writeDocs, help, check };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: "string" },
        minutes: { type: "string", default: "1" },
        "write-docs": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
        check: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    // The first sentence of the message names the argument.
    const [why = ""] = (error as Error).message.split(/[.\n]/, 1);
    throw new BadArgument(`${why}: npm run bench -- --help lists what there is`);
  }
}
