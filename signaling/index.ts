export { answerInWords } from "./errors.ts";
export { cleanName, refuseOtherOrigins, roomPattern, signalingRoutes } from "./routes.ts";
export type { SignalingOptions } from "./routes.ts";
export { TicketBook, TooManyTickets } from "./tickets.ts";
export type { Wish } from "./tickets.ts";
