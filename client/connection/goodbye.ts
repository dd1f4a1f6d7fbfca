/**
 * Tells the server that this tab is closing, so that its seat is free at once. Some browsers have no beacons, and a
 * beacon is refused where too much is queued; then a request that outlives its page goes instead. Never throws: closing
 * the links must not depend on it.
 */
export function sendGoodbye(key: string): void {
  const url = "/api/goodbye";
  try {
    if (navigator.sendBeacon(url, key)) return;
  } catch {
    // There is none.
  }
  try {
    fetch(url, { method: "POST", body: key, keepalive: true }).catch(() => {});
  } catch {
    // The links say it as they close, where their transport can.
  }
}
