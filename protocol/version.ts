/** Raised when any byte of a message may change its meaning. */
export const protocolVersion = 5;
