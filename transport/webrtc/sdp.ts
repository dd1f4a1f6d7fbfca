/** The few lines of a session description (RFC 8866, RFC 8839, RFC 8841) that this transport reads or changes. */
import { MalformedDescription } from "./offer-answer.ts";

/** An address at which the server can be reached. */
export interface UdpAddress {
  readonly address: string;
  readonly portUdp: number;
}

/** An offer of data channels by Chromium takes about 500 bytes, with candidates 2,000. */
const MAX_CHARACTERS = 16 * 1024;

/** All attributes that a data channel needs, in the order in which they are written; each occurs once. */
const allowedAttributes = [
  { name: "ice-ufrag", value: /^[\w+/]{4,256}$/, isNeeded: true },
  { name: "ice-pwd", value: /^[\w+/]{22,256}$/, isNeeded: true },
  { name: "ice-options", value: /^[\w-]{1,32}([ ,][\w-]{1,32}){0,7}$/, isNeeded: false },
  { name: "fingerprint", value: /^[\w-]{1,16} ([\dA-F]{2}:){15,63}[\dA-F]{2}$/i, isNeeded: true },
  { name: "setup", value: /^(actpass|active|passive)$/, isNeeded: true },
  { name: "mid", value: /^[\w-]{1,3}$/, isNeeded: true },
  { name: "sctp-port", value: /^\d{1,5}$/, isNeeded: true },
  { name: "max-message-size", value: /^\d{1,20}$/, isNeeded: false },
] as const;

/**
 * Rewrites an offer or answer of data channels with only the attributes that these need. The addresses of its peer are left
 * out, so that the receiver sends nothing to addresses that the peer chose, resolves no `.local` name and finds no path
 * around a relay. Throws `MalformedDescription` for anything but one section of data channels.
 */
export function dataChannelDescription(sdp: string): string {
  if (sdp.length > MAX_CHARACTERS) throw new MalformedDescription(`${sdp.length} characters`);
  const lines = linesOf(sdp);
  const media = lines.filter((line) => line.startsWith("m="));
  if (media.length !== 1 || !/^m=application \d+ UDP\/DTLS\/SCTP /.test(media[0] ?? "")) {
    throw new MalformedDescription("expected one application section");
  }
  const attributes = allowedAttributes.flatMap(({ name, value, isNeeded }) => {
    const prefix = `a=${name}:`;
    const found = lines.find((line) => line.startsWith(prefix));
    if (found === undefined && !isNeeded) return [];
    if (!value.test(found?.slice(prefix.length) ?? "")) throw new MalformedDescription(name);
    return [found ?? ""];
  });
  const session = /^o=\S+ (\d{1,20}) (\d{1,20}) /m.exec(sdp);
  const mid = attributes.find((line) => line.startsWith("a=mid:"))?.slice("a=mid:".length);
  return joinLines([
    "v=0",
    // Stands for no address (RFC 9429 §5.2.1, RFC 8839 §4.2.1.2).
    `o=- ${session?.[1] ?? 0} ${session?.[2] ?? 0} IN IP4 127.0.0.1`,
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${mid}`,
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    ...attributes,
  ]);
}

/** Returns the description with these addresses added. */
export function withCandidates(sdp: string, addresses: readonly UdpAddress[]): string {
  const lines = linesOf(sdp).filter((line) => line !== "a=end-of-candidates");
  return joinLines([...lines, ...addresses.map(candidateLine), "a=end-of-candidates"]);
}

/** Returns the description with this address instead of its own: for a relay in front of the server. */
export function throughRelay(sdp: string, relay: UdpAddress): string {
  return withCandidates(dataChannelDescription(sdp), [relay]);
}

function candidateLine({ address, portUdp }: UdpAddress, index: number): string {
  // Host type preference and component 1 (RFC 8445 §5.1.2), below what gathering gives real interfaces.
  const priority = 126 * 2 ** 24 + (255 - index);
  return `a=candidate:added${index} 1 UDP ${priority} ${address} ${portUdp} typ host`;
}

function linesOf(sdp: string): string[] {
  return sdp.split(/\r?\n/).filter((line) => line !== "");
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join("");
}
