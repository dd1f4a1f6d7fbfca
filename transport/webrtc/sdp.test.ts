import { describe, expect, test } from "vitest";
import { MalformedOffer } from "./answering.ts";
import { checkOffer, throughRelay, withCandidates, withoutCandidates } from "./sdp.ts";

const sdp = [
  "v=0",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "a=mid:0",
  "a=candidate:1 1 UDP 2113937151 5e1c8d3a.local 51000 typ host",
  "a=candidate:2 1 udp 1677729535 192.0.2.7 51000 typ srflx raddr 0.0.0.0 rport 0",
  "a=end-of-candidates",
  "",
].join("\r\n");
const bare = ["v=0", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:0", ""].join(
  "\r\n",
);

describe("a session description", () => {
  test("loses every address of the peer, names too", () => {
    expect(withoutCandidates(sdp)).toBe(bare);
  });

  test("gains addresses before the end of candidates", () => {
    const added = withCandidates(sdp, [{ address: "198.51.100.1", portUdp: 3002 }]);
    expect(added.split("\r\n").slice(-3)).toEqual([
      "a=candidate:added0 1 UDP 2113929471 198.51.100.1 3002 typ host",
      "a=end-of-candidates",
      "",
    ]);
    expect(added).toContain("5e1c8d3a.local");
  });

  test("through a relay has the relay's address alone", () => {
    expect(throughRelay(sdp, { address: "127.0.0.1", portUdp: 3100 })).toBe(
      `${bare}a=candidate:added0 1 UDP 2113929471 127.0.0.1 3100 typ host\r\na=end-of-candidates\r\n`,
    );
  });

  test("is an offer only with one section, of data channels", () => {
    expect(() => checkOffer(sdp)).not.toThrow();
    const audio = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
    for (const bad of ["", "v=0\r\n", audio, sdp + audio, sdp + sdp, sdp + "a".repeat(20_000)]) {
      expect(() => checkOffer(bad)).toThrow(MalformedOffer);
    }
  });
});
