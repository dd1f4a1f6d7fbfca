/**
 * Tells the server that this page is being unloaded, so that the ship of a closed tab leaves within seconds. `credential` is
 * the session's key, or the ticket it was being joined with. Some browsers have no beacons, and a beacon is refused where too much is queued; then a request that outlives its page goes instead. Never throws: closing
 * the links must not depend on it.
 */
export function sendGoodbye(credential: string): void {
  const url = "/api/goodbye";
  try {
    if (navigator.sendBeacon(url, credential)) return;
  } catch {
    // There is none.
  }
  try {
    fetch(url, { method: "POST", body: credential, keepalive: true }).catch(() => {});
  } catch {
    // The links say it as they close, where their transport can.
  }
}
