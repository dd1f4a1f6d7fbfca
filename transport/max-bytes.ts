/** The largest payloads, by what carries them. */
import { reliableHeaderBytes, unreliableHeaderBytes } from "./frame.ts";
import type { Delivery } from "./link.ts";

type MaxBytes = Readonly<Record<Delivery, number>>;

/** A stream fragments by itself; the limit keeps one message from holding up the others for long. */
const STREAM_MAX_BYTES = 64 * 1024;
/** Far below the default high-water mark, above which it would always be dropped. */
const STREAM_UNRELIABLE_MAX_BYTES = 16 * 1024;
export const streamMaxBytes: MaxBytes = {
  unreliable: STREAM_UNRELIABLE_MAX_BYTES,
  "unreliable-sequenced": STREAM_UNRELIABLE_MAX_BYTES,
  "reliable-unordered": STREAM_MAX_BYTES,
  "reliable-ordered": STREAM_MAX_BYTES,
};
/** The longest frame which a peer that keeps to `streamMaxBytes` can send. */
export const streamMaxFrameBytes = STREAM_MAX_BYTES + reliableHeaderBytes;
/**
 * The longest message an acceptor over a stream takes in: twice that, so that a frame just above its limit closes the link
 * with a reason and not by a broken socket.
 */
export const streamMaxReceiveBytes = 2 * streamMaxFrameBytes;

/**
 * An unreliable message has to fit one packet, or the loss of a fragment loses it all: libdatachannel's MTU of 1280
 * leaves 1156 bytes after IPv6, UDP, DTLS and SCTP, Chromium's 1191 leaves 1163.
 */
const PACKET_MAX_BYTES = 1156 - unreliableHeaderBytes - 1;
/** SCTP has no larger messages than this, if nobody says otherwise (RFC 8841 §6.1). */
const SCTP_RELIABLE_MAX_BYTES = 64 * 1024 - reliableHeaderBytes;
export const dataChannelMaxBytes: MaxBytes = {
  unreliable: PACKET_MAX_BYTES,
  "unreliable-sequenced": PACKET_MAX_BYTES,
  "reliable-unordered": SCTP_RELIABLE_MAX_BYTES,
  "reliable-ordered": SCTP_RELIABLE_MAX_BYTES,
};
/** One reliable channel is a stream to which SCTP's limit applies. */
export const reliableChannelMaxBytes: MaxBytes = {
  unreliable: STREAM_UNRELIABLE_MAX_BYTES,
  "unreliable-sequenced": STREAM_UNRELIABLE_MAX_BYTES,
  "reliable-unordered": SCTP_RELIABLE_MAX_BYTES,
  "reliable-ordered": SCTP_RELIABLE_MAX_BYTES,
};
/** A datagram does not fragment: before QUIC knows the path, its packets of 1,200 bytes leave 1,161 (RFC 9000 §14). */
export const quicMaxBytes: MaxBytes = {
  unreliable: PACKET_MAX_BYTES,
  "unreliable-sequenced": PACKET_MAX_BYTES,
  "reliable-unordered": STREAM_MAX_BYTES,
  "reliable-ordered": STREAM_MAX_BYTES,
};

/**
 * The largest body of a Socket.IO polling request. Its client fills one up to the limit that the handshake names
 * (`streamMaxHeardBytes`) by a guess: base64 as 1.33 bytes a byte, where it is 4/3 and a mark a packet. What it sends in
 * good faith must not be too large.
 */
export const pollingMaxBodyBytes = Math.ceil(streamMaxReceiveBytes * 1.01) + 1024;
