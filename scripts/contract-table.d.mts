export interface Rule {
  readonly rule: string;
  readonly claim: string;
}
export interface Found {
  readonly transport: string;
  readonly exempt: Readonly<Record<string, string>>;
  readonly missing?: string;
  readonly results: readonly { readonly rule: string; readonly passed: boolean }[];
}
export function rulesIn(spec: string): Rule[];
export function contractTable(of: {
  readonly rules: readonly Rule[];
  /** Names of suites, variants in brackets. */
  readonly transports: readonly string[];
  readonly found: readonly Found[];
}): { readonly text: string; readonly ok: boolean };
