/** Checks the rules of transport/SPEC.md at a browser's end of a link, against an echo. Bundled, and run in a page. */
import { Wire } from "#protocol/wire";
import { type Delivery, DialFailed, type Link, PayloadTooLarge } from "#transport";
import { createDialers } from "#transport/dial";

const dialers = createDialers({ service: async () => Wire });

const greeting = "welcome";
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);
const random = (bytes: number): Uint8Array => {
  const made = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(made.subarray(at, at + 65_536));
  return made;
};

/** For each rule "holds", or what happened instead. */
export async function checkLinkRules(
  name: string,
  origin: string,
): Promise<Record<string, string>> {
  const dialer = dialers.find(({ transport }) => transport === name);
  if (!dialer) return { missing: name };
  const received: Uint8Array[] = [];
  const closed: string[] = [];
  const until = async (holds: () => boolean): Promise<string> => {
    const deadline = performance.now() + 8000;
    while (!holds() && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    return holds()
      ? "holds"
      : `did not happen within 8 s (received ${received.map(({ length }) => length).join(" ")}; ${closed.join(" ")}; ${JSON.stringify(link.stats())})`;
  };
  const link: Link = await dialer.dial({ origin, credential: "good" }, () => ({
    message: (bytes) => void received.push(bytes.slice()),
    closed: (reason) => void closed.push(`${reason.code} by ${reason.by}: ${reason.detail ?? ""}`),
  }));
  const results: Record<string, string> = {};
  results["T12"] = await until(() => new TextDecoder().decode(received[0]) === greeting);

  received.length = 0;
  const sizes = [0, 1, 29, 1000, link.maxBytes["reliable-ordered"], 3];
  const sent = sizes.map(random);
  const reused = new Uint8Array(Math.max(...sizes));
  for (const payload of sent) {
    reused.set(payload);
    link.send(reused.subarray(0, payload.length), "reliable-ordered");
    reused.fill(0);
  }
  // Whole, once, in order, and copied before the buffer was used again.
  results["T1 T2 T3 T17"] = await until(
    () =>
      received.length === sent.length &&
      sent.every((payload, at) => sameBytes(payload, received[at] ?? new Uint8Array())),
  );

  // Above the high-water mark a link may drop unreliable messages. Below it a network without loss delivers all.
  results["T8"] = await link.drained(AbortSignal.timeout(8000)).then(
    () => "holds",
    (error: unknown) => String(error),
  );

  received.length = 0;
  const loose: Delivery[] = ["unreliable", "unreliable-sequenced", "reliable-unordered"];
  const largest = loose.map((delivery) => random(link.maxBytes[delivery]));
  loose.forEach((delivery, at) => link.send(largest[at] ?? new Uint8Array(), delivery));
  results["T4 T6"] = await until(() =>
    largest.every((payload) => received.filter((bytes) => sameBytes(bytes, payload)).length === 1),
  );

  results["T15"] = thrownBy(() =>
    link.send(new Uint8Array(link.maxBytes["reliable-ordered"] + 1), "reliable-ordered"),
  );

  link.send(new TextEncoder().encode("close"), "reliable-ordered");
  results["T9 T10"] = await until(
    () => closed.length === 1 && closed[0] === "incompatible by remote: as told",
  );
  if (link.send(new Uint8Array(1), "reliable-ordered") !== "dropped")
    results["T10"] = "a closed link does not drop";

  const abort = new AbortController();
  const aborted = dialer.dial(
    { origin, credential: "good" },
    () => ({ message: () => {}, closed: () => {} }),
    { signal: abort.signal },
  );
  abort.abort(new Error("not wanted"));
  results["T13"] = await aborted.then(
    () => "an aborted dial opened a link",
    (error: unknown) =>
      error instanceof Error && error.message === "not wanted" ? "holds" : String(error),
  );
  results["T18"] = await dialer
    .dial({ origin, credential: "bad" }, () => ({ message: () => {}, closed: () => {} }))
    .then(
      () => "a bad credential was admitted",
      (error: unknown) =>
        error instanceof DialFailed && error.reason.code === "refused" ? "holds" : String(error),
    );
  return results;
}

function thrownBy(act: () => unknown): string {
  try {
    act();
    return "nothing was thrown";
  } catch (error) {
    return error instanceof PayloadTooLarge ? "holds" : String(error);
  }
}
