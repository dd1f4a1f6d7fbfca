/** A TCP hop that breaks a connection now and then: once a request went through, or in the middle of an answer. */
import { tcpRelay, type Hook, type StreamEvent } from "#weather/relay";
import type { TcpProxy } from "./tcp-proxy.ts";

/** Seldom enough that one request is not broken three times, of which nobody would expect recovery. */
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
