/** An address below /traces that is no trace's: says so, and what one looks like. */
import { useEffect } from "preact/hooks";
import { route } from "./router.ts";

export function NotFoundPage() {
  useEffect(() => {
    document.title = "No such trace · Crosswire";
    return () => {
      document.title = "Traces · Crosswire";
    };
  }, []);
  const { value } = route;
  if (value.page !== "unknown") return null;
  return (
    <main class="unknown">
      <h1>
        <code>{value.asked}</code> is no trace id
      </h1>
      <p>
        Nothing was looked for. A trace id is 32 hex digits and not zeros alone, for example{" "}
        <code>4bf92f3577b34da6a3ce929d0e0e4736</code>; part of it may be missing from this address.
      </p>
      <p>
        <a href="/traces">Search all traces</a>
      </p>
    </main>
  );
}
