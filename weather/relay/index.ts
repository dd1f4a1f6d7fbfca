/** One relay for TCP and one for UDP, with a hook for each direction. */
export type { Hook, StreamEvent } from "./hook.ts";
export { tcpRelay } from "./tcp-relay.ts";
export { udpRelay } from "./udp-relay.ts";
