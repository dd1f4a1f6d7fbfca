/** One relay for TCP and one for UDP. A hook for each direction decides what becomes of the traffic. */
export type { Hook, StreamEvent } from "./hook.ts";
export { tcpRelay } from "./tcp-relay.ts";
export { udpRelay } from "./udp-relay.ts";
