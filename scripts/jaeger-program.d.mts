/** Path of a `jaeger` program that runs, or undefined. */
export function jaegerProgram(): string | undefined;
