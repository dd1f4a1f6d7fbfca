/** The largest payloads of each kind of wire. */
import { reliableHeaderBytes, unreliableHeaderBytes } from "./frame.ts";
import type { Delivery } from "./link.ts";

type MaxBytes = Readonly<Record<Delivery, number>>;

/** A stream splits messages by itself; the limit bounds how long one message delays the others. */
const STREAM_MAX_BYTES = 64 * 1024;
/** Far below the default high-water mark, above which unreliable messages are always dropped. */
const STREAM_UNRELIABLE_MAX_BYTES = 16 * 1024;
export const streamMaxBytes: MaxBytes = {
  unreliable: STREAM_UNRELIABLE_MAX_BYTES,
  "unreliable-sequenced": STREAM_UNRELIABLE_MAX_BYTES,
  "reliable-unordered": STREAM_MAX_BYTES,
  "reliable-ordered": STREAM_MAX_BYTES,
};
/** The longest frame that a peer sends which keeps to `streamMaxBytes`. */
export const streamMaxFrameBytes = STREAM_MAX_BYTES + reliableHeaderBytes;
/**
 * The longest message that an acceptor over a stream receives: twice the longest frame, so that a frame just above its
 * limit closes the link with a reason instead of breaking the socket.
 */
export const streamMaxReceiveBytes = 2 * streamMaxFrameBytes;

/**
 * An unreliable message must fit one packet, because the loss of a fragment would lose all of it. The MTU of
 * libdatachannel, 1280, leaves 1156 bytes after IPv6, UDP, DTLS and SCTP; that of Chromium, 1191, leaves 1163.
 */
const PACKET_MAX_BYTES = 1156 - unreliableHeaderBytes - 1;
/** Without negotiation SCTP carries no larger messages than this (RFC 8841 §6.1). */
const SCTP_RELIABLE_MAX_BYTES = 64 * 1024 - reliableHeaderBytes;
export const dataChannelMaxBytes: MaxBytes = {
  unreliable: PACKET_MAX_BYTES,
  "unreliable-sequenced": PACKET_MAX_BYTES,
  "reliable-unordered": SCTP_RELIABLE_MAX_BYTES,
  "reliable-ordered": SCTP_RELIABLE_MAX_BYTES,
};
/** One reliable channel is a stream with the limit of SCTP. */
export const reliableChannelMaxBytes: MaxBytes = {
  unreliable: STREAM_UNRELIABLE_MAX_BYTES,
  "unreliable-sequenced": STREAM_UNRELIABLE_MAX_BYTES,
  "reliable-unordered": SCTP_RELIABLE_MAX_BYTES,
  "reliable-ordered": SCTP_RELIABLE_MAX_BYTES,
};
/** A datagram is not split. Before QUIC knows the path, its packets of 1,200 bytes leave 1,161 (RFC 9000 §14). */
export const quicMaxBytes: MaxBytes = {
  unreliable: PACKET_MAX_BYTES,
  "unreliable-sequenced": PACKET_MAX_BYTES,
  "reliable-unordered": STREAM_MAX_BYTES,
  "reliable-ordered": STREAM_MAX_BYTES,
};

/**
 * The largest body of a Socket.IO polling request. The client fills a body up to the limit of the handshake
 * (`streamMaxReceiveBytes`) by an estimate: 1.33 bytes of base64 a byte, where it is 4/3 and a separator a packet. The
 * server must accept what such a client sends.
 */
export const pollingMaxBodyBytes = Math.ceil(streamMaxReceiveBytes * 1.01) + 1024;
