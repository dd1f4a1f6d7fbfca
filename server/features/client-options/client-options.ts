/** Client options: the switches of a player that the server obeys. */
import { type ClientOptions, clientOptions as optionsMessage } from "#protocol";
import { type Feature, on } from "../../room/feature.ts";

const defaults: ClientOptions = { lagCompensation: true, ackClock: true };

export const clientOptions: Feature = (room) => {
  const options = room.perSeat(() => ({ current: defaults }));
  return {
    receives: [on(optionsMessage, (seat, chosen) => void (options.of(seat).current = chosen))],
    // 0 asks for no rewind.
    command: (seat, command) =>
      options.of(seat).current.lagCompensation ? command : { ...command, viewTick16: 0 },
    snapshotOptions: (seat) => ({ ackClock: options.of(seat).current.ackClock }),
  };
};
