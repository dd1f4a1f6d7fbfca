/** A player over a real link, a WebSocket by default, in a room of a real server. */
import type { Dialer } from "#transport";
import { websocketDialer } from "#transport/dial";
import { systemClock } from "../clock.ts";
import { TestPlayer, RawClient } from "./test-rig.suite.ts";

/** `wish` is what POST /api/tickets takes. */
export async function joinOver(
  url: string,
  wish: { name?: string; room?: string; bots?: number } = {},
  dialer: Dialer = websocketDialer(),
): Promise<TestPlayer> {
  const headers = { "content-type": "application/json" };
  const asked = { method: "POST", headers, body: JSON.stringify(wish) };
  const answer = await fetch(`${url}/api/tickets`, asked);
  const { ticket: credential } = (await answer.json()) as { ticket: string };
  const dial = async (): Promise<RawClient> => {
    const client = new RawClient();
    await dialer.dial({ origin: url, credential }, (link) => client.attach(link));
    return client;
  };
  const player = new TestPlayer(dial, systemClock);
  await player.join(credential);
  return player;
}
