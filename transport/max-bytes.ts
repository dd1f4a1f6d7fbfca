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
 * An unreliable message has to fit one packet, or the loss of a fragment loses it all: libdatachannel's MTU of 1280
 * leaves 1156 bytes after IPv6, UDP, DTLS and SCTP, Chromium's 1191 leaves 1163.
 */
const PACKET_MAX_BYTES = 1156 - unreliableHeaderBytes - 1;
export const dataChannelMaxBytes: MaxBytes = {
  unreliable: PACKET_MAX_BYTES,
  "unreliable-sequenced": PACKET_MAX_BYTES,
  "reliable-unordered": STREAM_MAX_BYTES - reliableHeaderBytes,
  "reliable-ordered": STREAM_MAX_BYTES - reliableHeaderBytes,
};
