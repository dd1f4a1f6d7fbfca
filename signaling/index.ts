export { answerInWords } from "./errors.ts";
export { iceRoute, iceServersFor, iceServersIn } from "./ice.ts";
export type { IceServer } from "./ice.ts";
export { meshPath, meshSignaling } from "./mesh.ts";
export type { Member } from "./mesh.ts";
export { roomPattern, signalingRoutes } from "./routes.ts";
export type { SignalingOptions } from "./routes.ts";
export { TicketBook } from "./tickets.ts";
export type { Wish } from "./tickets.ts";
