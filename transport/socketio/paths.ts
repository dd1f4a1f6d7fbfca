/** The default paths of both ends. */
export const socketioPath = "/socket.io";
export const socketioPollingPath = "/socket.io-polling";
