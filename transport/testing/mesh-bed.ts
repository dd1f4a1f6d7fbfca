/** Two peers of Node, introduced within the process; the one that answers is reached through a relay. */
import type { Attach, Link } from "../link.ts";
import { meshLink } from "../mesh/dial.ts";
import type { Introduction, Word } from "../mesh/introduction.ts";
import { RTCPeerConnection } from "../dial-node.ts";
import { goodCredential, type MakeBed } from "./bed.ts";
import { udpRelay, type UdpRelay } from "./udp-relay.ts";

/** Loopback answers in milliseconds; whoever has not by then is not there. */
const openWithinMs = 1500;
/** Node's peer leaves out the loopback interface unless it is bound to it. */
const onLoopback = { bindAddress: "127.0.0.1" } as RTCConfiguration;

export const meshBed: MakeBed = async (limits) => {
  const relays: UdpRelay[] = [];
  const links = new Set<Link>();
  const stopped = new AbortController();
  let host: Attach | undefined;

  /** The far end's address behind a relay of its own; other paths are not told. */
  async function relayed(word: Word): Promise<Word> {
    if (!("candidate" in word)) return word;
    const { candidate, mid } = word.candidate;
    const fields = candidate.split(" ");
    const relay = await udpRelay(Number(fields[5]));
    relays.push(relay);
    fields[5] = String(relay.port);
    return { candidate: { candidate: fields.join(" "), mid } };
  }

  function answer(offer: string, introduction: Introduction, attach: Attach): void {
    const accepted: Attach = (link) => {
      links.add(link);
      const events = attach(link);
      return {
        ...events,
        closed(reason) {
          links.delete(link);
          events.closed(reason);
        },
      };
    };
    const { signal } = stopped;
    const configuration = onLoopback;
    const options = { introduction, offer, limits, signal, openWithinMs, configuration };
    // One that never opens is the dialer's to tell.
    meshLink(accepted, { ...options, RTCPeerConnection }).catch(() => {});
  }

  return {
    acceptor: {
      transport: "mesh",
      async listen(attach) {
        host = attach;
        return {
          async stop() {
            host = undefined;
            for (const link of links) link.close("going-away", "the listener stopped");
          },
        };
      },
    },
    dialer: {
      transport: "mesh",
      dial(_address, attach, options = {}) {
        const [near, far] = introductions(relayed);
        far.hear((word) => {
          if ("offer" in word && host) answer(word.offer, far, host);
        });
        return meshLink(attach, {
          ...options,
          introduction: near,
          limits,
          openWithinMs,
          RTCPeerConnection,
        });
      },
    },
    address: { origin: "mesh:", credential: goodCredential },
    wire: {
      cut: () => relays.forEach((relay) => relay.cut()),
      disturb: () => relays.forEach((relay) => relay.disturb()),
    },
    async free() {
      stopped.abort();
      await Promise.all(relays.map((relay) => relay.stop()));
    },
  };
};

/** Both ends of an introduction. The near one's addresses are kept from the far one, or it would find a path around the relay. */
function introductions(relayed: (word: Word) => Promise<Word>): [Introduction, Introduction] {
  const near = new Ears();
  const far = new Ears();
  return [
    {
      send: (word) => void ("candidate" in word || queueMicrotask(() => far.tell(word))),
      hear: (heard) => near.add(heard),
    },
    {
      send: (word) => void relayed(word).then((changed) => near.tell(changed)),
      hear: (heard) => far.add(heard),
    },
  ];
}

class Ears {
  readonly #ears = new Set<(word: Word) => void>();

  add(heard: (word: Word) => void): () => void {
    this.#ears.add(heard);
    return () => void this.#ears.delete(heard);
  }

  tell(word: Word): void {
    for (const heard of this.#ears) heard(word);
  }
}
