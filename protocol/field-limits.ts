/** The ranges of message fields, the same in every codec. Units stand at the fields themselves. */

export const maxU16 = 0xffff;
export const maxU32 = 0xffffffff;

export const seats = 16;
/** The author of a chat line that comes from the room itself. */
export const roomSeat = 255;
/** Longest chat text, in Unicode code points: every language has the same room. */
export const maxChatCharacters = 200;
/** A code point takes four bytes of UTF-8 at most. */
export const chatLimits = { maxBytes: 4 * maxChatCharacters, maxCharacters: maxChatCharacters };
export const nameBytes = 96;
export const roomBytes = 64;
export const transportBytes = 32;
/** A ticket, session id or session key. */
export const credentialBytes = 64;

/** Commands in one input. */
export const maxCommands = 16;
export const maxButtons = 63;
export const maxAim = 1023;
export const maxThrust = 7;
/** 2^14 - 1 sixteenths of a tick: 17 s at 60 Hz, far above what the server rewinds. */
export const maxViewDelay16 = 16383;

export const maxX8 = 19200;
export const maxY8 = 12800;
export const maxX4 = 9600;
export const maxY4 = 6400;
/** The nose of a ship reaches over the edge of the world by up to two units; 32 are allowed, to either side. */
export const edgeMargin8 = 256;
export const maxV4 = 4095;
export const maxAim8 = 255;
export const maxEnergy = 100;
export const maxEnergy16 = 1600;
export const maxFireWait = 15;
/** Of the other waits: dash, shield, respawn. */
export const maxWait = 127;
/** Of pulses, within their owner. */
export const maxCounter = 4095;

/** A room's worth: 16 owners, each at most 8 pulses in flight, in several unacknowledged ticks. */
export const maxEntries = 512;
/** The greatest age of anything in a snapshot, in ticks: over a year at 60 Hz, and the most that Exp-Golomb can encode. */
export const maxTicksAgo = 2 ** 31 - 5;
export const maxTickLateTenthMs = 65535;
export const minLead = -64;
export const maxLead = 63;
