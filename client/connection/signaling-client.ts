/** This browser's end of the introductions (signaling/mesh.ts): who is in the room, and words to and from them. */
import { io } from "socket.io-client";
import type { Signal } from "#transport";

export interface SignalingClientOptions {
  readonly origin: string;
  /** The session's. */
  readonly key: string;
  readonly present: (seats: readonly number[]) => void;
  readonly joined: (seat: number) => void;
  readonly left: (seat: number) => void;
  readonly signal: (from: number, call: number, word: Signal) => void;
  /** It could not be opened, or was open and is not any more; nothing follows. */
  readonly lost: () => void;
}

export interface SignalingClient {
  send(to: number, call: number, word: Signal): void;
  close(): void;
}

/** It never connects again: that is for whoever opened it to decide. */
export function openSignalingClient(options: SignalingClientOptions): SignalingClient {
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
  socket.on("here", options.present);
  socket.on("came", options.joined);
  socket.on("left", options.left);
  socket.on("word", options.signal);
  socket.on("connect_error", lost);
  socket.on("disconnect", lost);
  return {
    send: (to, call, word) => void socket.emit("word", to, call, word),
    close() {
      isOver = true;
      socket.disconnect();
    },
  };
}
