/**
 * Preloaded into a real server (`node --import`): lines of chat and SIGUSR2 make it throw errors.
 * A room asks for its standings in the middle of its next tick.
 */
import { FeatureSet } from "../room/feature-set.ts";
import { currentRoom } from "../room/room.ts";

const fault = (): never => {
  throw new Error("thrown for a test");
};

const { receive } = FeatureSet.prototype;

FeatureSet.prototype.receive = function (seat, message) {
  receive.call(this, seat, message);
  const room = currentRoom();
  if (message.kind !== "chat" || !room) return;
  switch (message.value) {
    case "throw in this message":
      return fault();
    case "throw in the next tick":
      room.standings = fault;
      break;
    case "throw in a timer of the next tick": {
      const { standings } = room;
      room.standings = () => {
        room.standings = standings;
        setTimeout(fault);
        return standings.call(room);
      };
      break;
    }
  }
  // The next tick sends a roster.
  this.seatsChanged();
};

process.on("SIGUSR2", () => setTimeout(fault));
