/** Chat: a line reaches everybody in the room. A player who sends too many lines is told so once, and they are not passed on. */
import { chat as chatMessage, chatLine, roomSeat } from "#protocol";
import { TokenBucket } from "#transport";
import { type Feature, on } from "../../room/feature.ts";

/**
 * Each line is kept for every player until that player's page has it. Two players who type without pause while a third is
 * away for the grace time fill less than half of what the third session may hold.
 */
const linesAllowed = { perSecond: 10, burst: 200 };
const tooFast = "You are sending chat too fast; wait a moment";

export const chat: Feature = (room) => {
  const limiters = room.perSeat(() => new TokenBucket({ now: room.now, ...linesAllowed }), {
    survivesReload: true,
  });
  const warnings = room.perSeat(() => ({ isGiven: false }));
  return {
    receives: [
      on(chatMessage, (seat, line) => {
        const text = line.trim();
        if (text === "") return;
        const warning = warnings.of(seat);
        if (limiters.of(seat).take()) {
          warning.isGiven = false;
          room.broadcast(chatLine, { seat, text });
        } else if (!warning.isGiven) {
          warning.isGiven = true;
          room.send(seat, chatLine, { seat: roomSeat, text: tooFast });
        }
      }),
    ],
  };
};
