/** The browser's end of a link over gRPC; loaded when it is needed. */
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import type { Address, Attach, DialOptions, Link, LinkLimits } from "../link.ts";
import { dialStream } from "./dial-stream.ts";
import type { WireService } from "./service.ts";

export interface WebDialing extends DialOptions {
  readonly address: Address;
  readonly attach: Attach;
  readonly service: WireService;
  readonly protocol: "connect" | "grpc-web";
  readonly limits: LinkLimits;
}

export function dialWeb({ address, service, protocol, ...dialing }: WebDialing): Promise<Link> {
  const { origin, credential } = address;
  const options = { baseUrl: origin, useBinaryFormat: true };
  const transport =
    protocol === "connect" ? createConnectTransport(options) : createGrpcWebTransport(options);
  const client = createClient(service, transport);
  return dialStream({
    ...dialing,
    call: (_made, signal) => client.open({ credential }, { signal }),
    opened({ link, frames }, { link: id }, signal) {
      const sendAll = async (): Promise<void> => {
        let sequence = 0;
        for await (const batch of frames.batches()) {
          await client.send({ link: id, sequence: ++sequence, frames: batch }, { signal });
        }
      };
      sendAll().catch((error: unknown) =>
        link.lost(error instanceof Error ? error.message : undefined),
      );
    },
  });
}
