/** The binary encoders and decoders of single messages, by name. */
import * as messages from "./messages/index.ts";

export const { encode: encodeAck, decode: decodeAck } = messages.ack;
export const { encode: encodeChat, decode: decodeChat } = messages.chat;
export const { encode: encodeChatLine, decode: decodeChatLine } = messages.chatLine;
export const { encode: encodeClientOptions, decode: decodeClientOptions } = messages.clientOptions;
export const { encode: encodeHello, decode: decodeHello } = messages.hello;
export const { encode: encodeInput, decode: decodeInput } = messages.input;
export const { encode: encodeKilled, decode: decodeKilled } = messages.killed;
export const { encode: encodePing, decode: decodePing } = messages.ping;
export const { encode: encodePong, decode: decodePong } = messages.pong;
export const { encode: encodeRoster, decode: decodeRoster } = messages.roster;
export const { encode: encodeWelcome, decode: decodeWelcome } = messages.welcome;
