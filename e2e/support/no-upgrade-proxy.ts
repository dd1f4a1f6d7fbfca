/** A proxy as in some offices: it removes the header that turns a request into a WebSocket (RFC 9110 §7.6.1). */
import { tcpRelay, type Hook, type StreamEvent } from "#weather/relay";

export interface NoUpgradeProxy {
  readonly port: number;
  /** Upgrades prevented so far. */
  blockedUpgrades(): number;
  /** The paths of all requests so far, in order. */
  readonly paths: readonly string[];
  stop(): Promise<void>;
}

/** Browsers do not pipeline requests, so a request line is at the start of a chunk or not in it. */
const requestLine = /^[A-Z]+ (\S+) HTTP\/1\.1\r\n/;
const upgrade = /^Upgrade:.*\r\n/im;

export async function noUpgradeProxy(port: number, targetPort: number): Promise<NoUpgradeProxy> {
  let refused = 0;
  const paths: string[] = [];

  function upHook(): Hook<StreamEvent> {
    let head = "";
    return (event, forward) => {
      if (typeof event === "string") {
        forward(event);
        return;
      }
      const text = head + event.toString("latin1");
      const [, path] = requestLine.exec(text) ?? [];
      if (path === undefined) {
        forward(event);
        return;
      }
      const isWhole = text.includes("\r\n\r\n");
      head = isWhole ? "" : text;
      if (!isWhole) return;
      paths.push(path);
      if (upgrade.test(text)) refused += 1;
      forward(Buffer.from(text.replace(upgrade, ""), "latin1"));
    };
  }
  const relay = await tcpRelay({
    target: { host: "127.0.0.1", port: targetPort },
    listenOn: { port },
    hooks: () => ({ up: upHook() }),
  });
  return { port, blockedUpgrades: () => refused, paths, stop: () => relay.close() };
}
