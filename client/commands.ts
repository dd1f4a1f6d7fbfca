/** The commands of the player, which panels and keys call. */
import { chat, type CodecName } from "#protocol";
import type { TransportName } from "#transport";
import type { ClientGame } from "./client-game.ts";
import type { JoinFlow } from "./join-flow.ts";
import { shareLinkFor } from "./page-address.ts";
import type { Settings } from "./settings.ts";
import { writeSettings } from "./settings-store.ts";
import * as view from "./view.ts";

export interface Commands {
  swapTo(transport: TransportName | "auto"): void;
  setCodec(codec: CodecName): void;
  changeSettings(settings: Partial<Settings>): void;
  sendChat(text: string): void;
  join(name: string): void;
  /** An address that opens the page in the state it is in. */
  shareLink(): string;
  openLastShot(): void;
}

/** `standard`: the settings of a page whose address names none. */
export function createCommands(game: ClientGame, joinFlow: JoinFlow, standard: Settings): Commands {
  return {
    swapTo: (transport) => game.session.swapTo({ transport }),
    setCodec(codec) {
      view.codec.value = codec;
      game.session.swapTo({ codec });
    },
    changeSettings(part) {
      view.settings.value = { ...view.settings.peek(), ...part };
      writeSettings({ settings: view.settings.peek() });
      game.sendClientOptions();
    },
    sendChat: (text) => void game.session.send(chat, text),
    join: (name) => joinFlow.join(name),
    shareLink() {
      const { room, bots } = joinFlow.joinRequest;
      return shareLinkFor(location.href, {
        room,
        bots,
        transport: view.connection.peek().chosen,
        codec: view.codec.peek(),
        settings: view.settings.peek(),
        standard,
      });
    },
    openLastShot() {
      const shot = view.lastShot.peek();
      if (shot) window.open(`/traces/${shot.traceId}`, "crosswire-trace");
    },
  };
}
