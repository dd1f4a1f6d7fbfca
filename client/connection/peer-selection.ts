/** Which browsers of a room link to each other. Both ends of a link come to the same answer from the same list. */

const peersEachSide = 4;

/**
 * The peers of `self` among those present: all of them up to eight, and beyond that the four before and the four after
 * in the ring of seats.
 */
export function selectPeers(self: number, present: Iterable<number>): Set<number> {
  const ring = [...new Set([...present, self])].sort((a, b) => a - b);
  const at = ring.indexOf(self);
  const peers = new Set<number>();
  for (let away = 1; away <= peersEachSide; away++) {
    for (const index of [at + away, at - away]) {
      const seat = ring[(index + ring.length * peersEachSide) % ring.length];
      if (seat !== undefined && seat !== self) peers.add(seat);
    }
  }
  return peers;
}
