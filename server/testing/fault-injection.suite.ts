/**
 * Preloaded into a real server (`node --import`): lines of chat and SIGUSR2 make it throw where nothing of its own does.
 * A room asks for its roster in the middle of its next tick.
 */
import { Room } from "../room/room.ts";

const fault = (): never => {
  throw new Error("thrown for a test");
};

const { receive: heard, roster } = Room.prototype;

Room.prototype.receive = function (session, message) {
  heard.call(this, session, message);
  if (message.kind !== "chat") return;
  switch (message.codec.decode("chat", message.body)) {
    case "throw in this message":
      return fault();
    case "throw in the next tick":
      this.roster = fault;
      break;
    case "throw in a timer of the next tick":
      this.roster = () => {
        this.roster = roster;
        setTimeout(fault);
        return roster.call(this);
      };
      break;
  }
  this.linkChanged(session);
};

process.on("SIGUSR2", () => setTimeout(fault));
