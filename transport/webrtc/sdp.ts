/** The few lines of a session description (RFC 8866, RFC 8839) that this transport reads or changes. */
import { MalformedOffer } from "./answering.ts";

/** Where an answer says that the server can be reached. */
export interface UdpAddress {
  readonly address: string;
  readonly portUdp: number;
}

/** Chromium's offers of data channels take about 500 bytes, with candidates 2,000. */
const MAX_CHARACTERS = 16 * 1024;

/** Throws `MalformedOffer` unless this offers data channels and nothing else. */
export function checkOffer(sdp: string): void {
  if (sdp.length > MAX_CHARACTERS) throw new MalformedOffer(`${sdp.length} characters`);
  const media = linesOf(sdp).filter((line) => line.startsWith("m="));
  if (media.length !== 1 || !/^m=application \d+ UDP\/DTLS\/SCTP /.test(media[0] ?? "")) {
    throw new MalformedOffer("expected one application section");
  }
}

/**
 * The description without the peer's addresses. The server only answers checks, wherever they come from: nobody can
 * make it send to an address of their choice, resolve a `.local` name, or find a path around the weather.
 */
export function withoutCandidates(sdp: string): string {
  return joined(linesOf(sdp).filter((line) => !isCandidate(line)));
}

/** The description with these addresses beside its own. */
export function withCandidates(sdp: string, addresses: readonly UdpAddress[]): string {
  const lines = linesOf(sdp).filter((line) => line !== "a=end-of-candidates");
  return joined([...lines, ...addresses.map(candidateLine), "a=end-of-candidates"]);
}

/** The description with this address instead of its own: for a relay in front of the server. */
export function throughRelay(sdp: string, relay: UdpAddress): string {
  return withCandidates(withoutCandidates(sdp), [relay]);
}

function candidateLine({ address, portUdp }: UdpAddress, index: number): string {
  // Host type preference and component 1 (RFC 8445 §5.1.2), below what gathering gives real interfaces.
  const priority = 126 * 2 ** 24 + (255 - index);
  return `a=candidate:added${index} 1 UDP ${priority} ${address} ${portUdp} typ host`;
}

function isCandidate(line: string): boolean {
  return line.startsWith("a=candidate:") || line === "a=end-of-candidates";
}

function linesOf(sdp: string): string[] {
  return sdp.split(/\r?\n/).filter((line) => line !== "");
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join("");
}
