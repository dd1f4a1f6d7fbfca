/** Where both ends find each other unless told otherwise. */
export const socketioPath = "/socket.io";
export const socketioPollingPath = "/socket.io-polling";
