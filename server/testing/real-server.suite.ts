/** The whole server on real ports, free ones unless the test says which. */
import { onTestFinished } from "vitest";
import { type Game, type GameOptions, startGame } from "../game.ts";
import { optionsFrom } from "../options.ts";

export async function startedGame(
  environment: Record<string, string> = {},
  more: Partial<GameOptions> = {},
): Promise<Game> {
  const options = optionsFrom({
    PORT: "0",
    HTTPS_PORT: "0",
    GRPC_PORT: "off",
    WEBTRANSPORT_PORT: "off",
    WEBRTC_PORT: "0",
    DATA_DIR: ":memory:",
    ...environment,
  });
  const game = await startGame({
    ...options,
    version: "1.2.3",
    pages: "no such folder",
    tracing: undefined,
    seed: () => 7,
    ...more,
  });
  onTestFinished(() => game.close());
  return game;
}
