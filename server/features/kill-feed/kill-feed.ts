/** Kill feed: everybody is told which ship burst, and by whom. */
import { killed } from "#protocol";
import type { Feature } from "../../room/feature.ts";

export const killFeed: Feature = (room) => ({
  tick({ events }) {
    for (const event of events) {
      if (event.type !== "burst") continue;
      const { tick, by: killer, ship: victim } = event;
      room.broadcast(killed, { tick, killer, victim });
    }
  },
});
