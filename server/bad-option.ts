/** An invalid setting. The message is one line for whoever set it: which one it is, and what would be valid. */
export class BadOption extends Error {
  constructor(name: string, value: string, wanted: string) {
    super(`${name}=${value} will not do: ${wanted}`);
    this.name = "BadOption";
  }
}

/** @throws BadOption */
export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new BadOption(name, text, `a whole number from ${least} to ${most}`);
}
