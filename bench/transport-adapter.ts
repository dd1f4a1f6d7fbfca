/** What the bench needs of both ends of a transport, our link's or a bare library's. */

export type PayloadHandler = (payload: Uint8Array) => void;
/** Called for each peer that connects, with the function that sends to it. It returns the handler of what the peer sends. */
export type OnPeer = (send: PayloadHandler) => PayloadHandler;

export interface ServerEnd {
  /** `http://127.0.0.1:port`: where clients connect, or where they ask for the UDP port. */
  readonly origin: string;
  /** The UDP port of the messages, if they do not travel over `origin`. */
  readonly portUdp?: number;
  /** Clients that ask from now on receive this UDP port. */
  advertisePort?(portUdp: number): void;
}

export interface ClientEnd {
  readonly send: PayloadHandler;
  /** Bytes before a payload, where messages are framed. */
  frameBytes?(): number;
  close(): void;
}

export interface TransportAdapter {
  serve(onPeer: OnPeer): Promise<ServerEnd>;
  dial(origin: string, onMessage: PayloadHandler): Promise<ClientEnd>;
}
