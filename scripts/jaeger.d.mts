export interface RunningJaeger {
  /** Its query API and, in a full build, its UI. */
  readonly queryUrl: string;
  /** Its OTLP/HTTP base, without `/v1/traces`. */
  readonly otlpUrl: string;
  /** Which way it was started, in words. */
  readonly how: string;
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

/** `build`: compile one if there is none, which takes minutes. Without `ports`, free ones are taken. */
export function ensureJaeger(options: {
  readonly build: boolean;
  readonly ports?: { readonly query: number; readonly otlp: number };
  readonly log?: (line: string) => void;
}): Promise<RunningJaeger | { readonly missing: string }>;
