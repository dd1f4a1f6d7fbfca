/** One transport set up for one test: both ends, and a wire between them that can be impaired. */
import type { Acceptor, Address, Admission, Caller, Dialer, LinkLimits } from "../link.ts";

export interface TestRig {
  readonly acceptor: Acceptor;
  readonly dialer: Dialer;
  /** An address that leads through the wire, with a credential that is admitted. */
  readonly address: Address;
  readonly wire: ImpairedWire;
  free(): Promise<void> | void;
}

export interface ImpairedWire {
  /** From now on nothing arrives, and neither end is told. */
  cut(): void;
  /** Impairs the wire as far as it still works. */
  impair(): void;
}

export type MakeTestRig = (limits: Partial<LinkLimits>) => Promise<TestRig>;

export const goodCredential = "good credential";
export const goodCaller: Caller = { address: "127.0.0.1", credential: goodCredential };
/** Admits one credential, and pages of one origin that name the right host. */
export const admission: Admission = {
  admits: (credential) => credential === goodCredential,
  refusal({ origin = "http://crosswire.test", host = "" }) {
    if (origin !== "http://crosswire.test") return `not for pages of ${origin}`;
    return host.startsWith("evil.test") ? `not the server of ${host}` : undefined;
  },
};
