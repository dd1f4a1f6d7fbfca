export { addErrorHandlers } from "./error-handlers.ts";
export { iceRoute, iceServersFor, parseIceServers } from "./ice.ts";
export type { IceServer } from "./ice.ts";
export { meshPath, meshSignaling } from "./mesh.ts";
export type { Member } from "./mesh.ts";
export { roomPattern, signalingRoutes } from "./routes.ts";
export type { SignalingOptions } from "./routes.ts";
export { TicketStore } from "./tickets.ts";
export type { TicketRequest } from "./tickets.ts";
