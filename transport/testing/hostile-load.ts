/** A server with one good link, while a test sends hostile input; shared by the transports on HTTP servers. */
import type { Server } from "node:http";
import { expect, onTestFinished } from "vitest";
import type { Acceptor, CloseReason, Dialer } from "../link.ts";
import { goodCredential } from "./test-rig.ts";
import { listening, portOf } from "./test-rigs.ts";
import { RecordingListener } from "./recording-listener.ts";

export interface HostileLoadServer {
  readonly http: Server;
  readonly origin: string;
  readonly port: number;
  /** Recorders of the links opened since. */
  readonly recorders: RecordingListener[];
  /** How the server's end of the one link opened since closes. */
  closing(): Promise<CloseReason | undefined>;
  expectGoodLinkAlive(): Promise<void>;
}

export async function hostileLoadServer(
  acceptorOn: (server: Server) => Acceptor,
  dialer: Dialer,
): Promise<HostileLoadServer> {
  const http = await listening((_request, response) => response.writeHead(404).end());
  const recorders: RecordingListener[] = [];
  const listener = await acceptorOn(http).listen((link) => {
    const recorder = new RecordingListener();
    recorders.push(recorder);
    return recorder.attach(link);
  });
  onTestFinished(async () => {
    await listener.stop();
    http.close();
    http.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${portOf(http)}`;
  const goodLink = await dialer.dial(
    { origin, credential: goodCredential },
    new RecordingListener().attach,
  );
  await expect.poll(() => recorders).toHaveLength(1);
  const [goodRecorder] = recorders.splice(0) as [RecordingListener];
  return {
    http,
    origin,
    port: portOf(http),
    recorders,
    async closing() {
      await expect.poll(() => recorders[0]?.closings(), { timeout: 8000 }).toHaveLength(1);
      return recorders[0]?.closings()[0];
    },
    async expectGoodLinkAlive() {
      const receivedBefore = goodRecorder.payloads().length;
      goodLink.send(Uint8Array.of(1, 2, 3), "reliable-ordered");
      await expect.poll(() => goodRecorder.payloads().length).toBe(receivedBefore + 1);
      expect(goodRecorder.closings()).toEqual([]);
    },
  };
}

/** Frames (../frame.ts) that our links never send. */
export const malformedFrames: readonly [what: string, frame: Uint8Array<ArrayBuffer>][] = [
  ["an empty frame", new Uint8Array()],
  ["a frame of unknown kind", Uint8Array.of(99, 1, 2)],
  ["a frame cut in its head", Uint8Array.of(0, 0, 0)],
  ["an ack of the wrong length", Uint8Array.of(4, 0)],
  ["an ack of what was never sent", new Uint8Array(17).fill(4)],
  ["a close of unknown code", Uint8Array.of(5, 200)],
  ["an ack request of a reliable lane", Uint8Array.of(6, 3, 0, 0, 0, 0)],
  ["a frame above its limit", new Uint8Array(65 * 1024 + 2).fill(3)],
];

/** Frames that each make a link acknowledge at once: no other flood costs it more to answer. */
export function ackRequests(): () => Uint8Array<ArrayBuffer> {
  let offset = 0;
  return () => {
    const frame = Uint8Array.of(6, 0, 0, 0, 0, 0);
    new DataView(frame.buffer).setUint32(2, ++offset);
    return frame;
  };
}

/** The memory of this process, garbage included. */
export function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
