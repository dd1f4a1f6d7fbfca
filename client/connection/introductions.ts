/** This browser's end of the introductions (signaling/mesh.ts): who is in the room, and words to and from them. */
import { io } from "socket.io-client";
import type { Signal } from "#transport";

export interface IntroductionsOptions {
  readonly origin: string;
  /** The session's. */
  readonly key: string;
  readonly here: (seats: readonly number[]) => void;
  readonly came: (seat: number) => void;
  readonly left: (seat: number) => void;
  readonly word: (from: number, call: number, word: Signal) => void;
  /** It could not be opened, or was open and is not any more; nothing follows. */
  readonly lost: () => void;
}

export interface Introductions {
  say(to: number, call: number, word: Signal): void;
  close(): void;
}

/** It never connects again: that is for whoever opened it to decide. */
export function openIntroductions(options: IntroductionsOptions): Introductions {
  const socket = io(options.origin, {
    path: "/signal",
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    auth: { key: options.key },
  });
  let isOver = false;
  const lost = (): void => {
    if (isOver) return;
    isOver = true;
    options.lost();
  };
  socket.on("here", options.here);
  socket.on("came", options.came);
  socket.on("left", options.left);
  socket.on("word", options.word);
  socket.on("connect_error", lost);
  socket.on("disconnect", lost);
  return {
    say: (to, call, word) => void socket.emit("word", to, call, word),
    close() {
      isOver = true;
      socket.disconnect();
    },
  };
}
