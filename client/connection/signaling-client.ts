/** This browser's end of the mesh signaling (signaling/mesh.ts): which seats are in the room, and signals to and from them. */
import { io } from "socket.io-client";
import type { Signal } from "#transport";

export interface SignalingClientOptions {
  readonly origin: string;
  /** The session's key. */
  readonly key: string;
  readonly present: (seats: readonly number[]) => void;
  readonly joined: (seat: number) => void;
  readonly left: (seat: number) => void;
  readonly signal: (from: number, call: number, signal: Signal) => void;
  /** It could not be opened, or has closed. No call follows this one. */
  readonly lost: () => void;
}

export interface SignalingClient {
  send(to: number, call: number, signal: Signal): void;
  close(): void;
}

/** It does not connect again: its owner decides when to open another. */
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
  socket.on("signal", options.signal);
  socket.on("connect_error", lost);
  socket.on("disconnect", lost);
  return {
    send: (to, call, signal) => void socket.emit("signal", to, call, signal),
    close() {
      isOver = true;
      socket.disconnect();
    },
  };
}
