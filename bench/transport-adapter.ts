/** A way to carry messages between two processes, ours or a bare library's: what the bench needs of both its ends. */

export type PayloadHandler = (payload: Uint8Array) => void;
/** Told how to speak to a peer that has come; what it returns hears that peer. */
export type OnPeer = (send: PayloadHandler) => PayloadHandler;

export interface ServerEnd {
  /** `http://127.0.0.1:port`: where the peer is met, or where it asks for the UDP port. */
  readonly origin: string;
  /** Where the messages travel, if not there. */
  readonly portUdp?: number;
  /** Peers that ask from now on are told this UDP port. */
  advertisePort?(portUdp: number): void;
}

export interface ClientEnd {
  readonly send: PayloadHandler;
  /** Bytes that stand before a payload, where messages are framed. */
  frameBytes?(): number;
  close(): void;
}

export interface TransportAdapter {
  serve(onPeer: OnPeer): Promise<ServerEnd>;
  dial(origin: string, onMessage: PayloadHandler): Promise<ClientEnd>;
}
