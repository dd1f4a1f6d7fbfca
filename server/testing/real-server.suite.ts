/** The whole server on real ports, free ones unless the test says which. */
import { onTestFinished } from "vitest";
import { type GameServer, type GameServerOptions, startGameServer } from "../game-server.ts";
import { optionsFrom } from "../options.ts";

export async function startRealServer(
  environment: Record<string, string> = {},
  more: Partial<GameServerOptions> = {},
): Promise<GameServer> {
  const options = optionsFrom({
    PORT: "0",
    HTTPS_PORT: "0",
    GRPC_PORT: "off",
    WEBTRANSPORT_PORT: "off",
    WEBRTC_PORT: "0",
    DATA_DIR: ":memory:",
    ...environment,
  });
  const game = await startGameServer({
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
