export interface Coturn {
  readonly port: number;
  readonly log: readonly string[];
  stop(): Promise<void>;
}
export function coturnProgram(): string | undefined;
export function startCoturn(program: string, options: { readonly secret: string }): Promise<Coturn>;
