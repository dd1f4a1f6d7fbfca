export interface EnsureOptions {
  /** Pull or build one if there is none, which takes minutes. */
  readonly build: boolean;
  /** One that nobody else uses: JAEGER_URL does not count. */
  readonly own?: boolean;
  /** Free ones if absent. */
  readonly ports?: { readonly query: number; readonly otlp: number };
  readonly log?: (line: string) => void;
}

export interface RunningJaeger {
  /** Its query API and, in a full build, its UI. */
  readonly queryUrl: string;
  /** Its OTLP/HTTP base, without `/v1/traces`. */
  readonly otlpUrl: string;
  /** Which way it was found, in words. */
  readonly how: string;
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export function ensureJaeger(
  options: EnsureOptions,
): Promise<RunningJaeger | { readonly missing: string }>;
