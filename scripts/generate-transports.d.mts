export function generatedFiles(): readonly (readonly [path: string, text: string])[];
export function table(rows: readonly (readonly string[])[]): string;
