/** A TCP relay that breaks a connection now and then: after a request passed, or in the middle of an answer. */
import { tcpRelay, type Hook, type StreamEvent } from "#weather/relay";
import type { TcpProxy } from "./tcp-proxy.ts";

/** Seldom enough that no request breaks three times in a row, from which a link need not recover. */
const ANSWERS_UNTIL_BREAK = 9;

export async function breakingProxy(targetPort: number): Promise<TcpProxy> {
  let isDisturbed = false;
  let isCut = false;
  let answers = 0;

  const up: Hook<StreamEvent> = (event, forward) => {
    if (!isCut) forward(event);
  };
  const down: Hook<StreamEvent> = (event, forward) => {
    if (isCut) return;
    const breaks =
      isDisturbed && typeof event !== "string" && ++answers % ANSWERS_UNTIL_BREAK === 0;
    if (!breaks) {
      forward(event);
      return;
    }
    if (answers % 2 === 0) forward(event.subarray(0, event.length / 2));
    forward("reset");
  };
  const relay = await tcpRelay({
    target: { host: "127.0.0.1", port: targetPort },
    hooks: () => ({ up, down }),
  });
  return {
    port: relay.port,
    cut: () => void (isCut = true),
    impair: () => void (isDisturbed = true),
    stop: () => relay.close(),
  };
}
