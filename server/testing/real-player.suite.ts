/** A player over a real link, a WebSocket by default, in a room of a real server. */
import type { Dialer } from "#transport";
import { websocketDialer } from "#transport/dial";
import { systemClock } from "../tick-loop.ts";
import { Player, Stranger } from "./bed.suite.ts";

/** `wish` is what POST /api/tickets takes. */
export async function joinedOver(
  url: string,
  wish: { name?: string; room?: string; bots?: number } = {},
  dialer: Dialer = websocketDialer(),
): Promise<Player> {
  const headers = { "content-type": "application/json" };
  const asked = { method: "POST", headers, body: JSON.stringify(wish) };
  const answer = await fetch(`${url}/api/tickets`, asked);
  const { ticket: credential } = (await answer.json()) as { ticket: string };
  const dial = async (): Promise<Stranger> => {
    const stranger = new Stranger();
    await dialer.dial({ origin: url, credential }, (link) => stranger.attach(link));
    return stranger;
  };
  const player = new Player(dial, systemClock);
  await player.come(credential);
  return player;
}
