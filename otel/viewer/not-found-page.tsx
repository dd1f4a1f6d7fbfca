/** The page for an address below /traces without a trace id: it says what a trace id looks like. */
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
        A trace id is 32 hex digits, not all zeros, for example{" "}
        <code>4bf92f3577b34da6a3ce929d0e0e4736</code>. Part of it may be missing from this address.
      </p>
      <p>
        <a href="/traces">Search all traces</a>
      </p>
    </main>
  );
}
