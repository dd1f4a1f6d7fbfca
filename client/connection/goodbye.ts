/**
 * Tells the server that this page is being unloaded, so that the ship of a closed tab leaves within seconds. `credential` is
 * the session's key, or the ticket with which it was being joined. Some browsers have no beacons, and a browser refuses one
 * where too much is queued; then a `keepalive` request is sent instead. It never throws, because links are closed after it.
 */
export function sendGoodbye(credential: string): void {
  const url = "/api/goodbye";
  try {
    if (navigator.sendBeacon(url, credential)) return;
  } catch {
    // This browser has no beacons.
  }
  try {
    fetch(url, { method: "POST", body: credential, keepalive: true }).catch(() => {});
  } catch {
    // The links close with a code that says the same, where their transport can carry one.
  }
}
