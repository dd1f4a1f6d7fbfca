import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedDescription } from "./offer-answer.ts";
import { dataChannelDescription, throughRelay, withCandidates } from "./sdp.ts";

const fingerprint = `sha-256 ${Array.from({ length: 32 }, () => "A7").join(":")}`;
const needed = [
  "a=ice-ufrag:EsAw",
  "a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y",
  "a=ice-options:trickle",
  `a=fingerprint:${fingerprint}`,
  "a=setup:actpass",
  "a=mid:0",
  "a=sctp-port:5000",
  "a=max-message-size:262144",
];
const bare = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 0.0.0.0",
  ...needed,
  "",
].join("\r\n");

/** As Chromium writes it after gathering. */
const chromium = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 192.0.2.7",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "a=extmap-allow-mixed",
  "a=msid-semantic: WMS",
  "m=application 51000 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 192.0.2.7",
  "a=candidate:1 1 UDP 2113937151 5e1c8d3a.local 51000 typ host generation 0",
  "a=candidate:2 1 udp 1677729535 192.0.2.7 51000 typ srflx raddr 0.0.0.0 rport 0",
  ...needed,
  "a=end-of-candidates",
  "",
].join("\r\n");

/** As Firefox writes it: attributes of all sections come before them. */
const firefox = [
  "v=0",
  "o=mozilla...THIS_IS_SDPARTA-99.0 4611731400430051336 2 IN IP4 0.0.0.0",
  "s=-",
  "t=0 0",
  "a=sendrecv",
  ...needed.slice(2, 4),
  "a=group:BUNDLE 0",
  "a=msid-semantic:WMS *",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "c=IN IP4 0.0.0.0",
  "a=sendrecv",
  ...needed.slice(0, 2),
  ...needed.slice(4),
  "",
].join("\r\n");

describe("a session description", () => {
  test.each([
    ["Chromium", chromium],
    ["Firefox", firefox],
    ["its own", bare],
    ["a line end of one character", chromium.replaceAll("\r\n", "\n")],
  ])("is made anew of what data channels need, without any address: from %s", (_whose, sdp) => {
    expect(dataChannelDescription(sdp)).toBe(bare);
  });

  test("is rewritten with known lines only, whatever lines it had", () => {
    const line = fc.oneof(
      fc.constantFrom(...chromium.split("\r\n"), "a=ice-lite", "a=remote-candidates:1 192.0.2.7 9"),
      fc.string({ maxLength: 40 }).map((text) => `a=x-${text}`),
    );
    const lines = fc.array(line.filter((text) => !text.startsWith("m=")));
    fc.assert(
      fc.property(lines, (more) => {
        const described = dataChannelDescription([...more, chromium].join("\r\n"));
        expect(described).toBe(bare);
      }),
    );
  });

  test("gets added addresses before the end of candidates", () => {
    const added = withCandidates(chromium, [{ address: "198.51.100.1", portUdp: 3002 }]);
    expect(added.split("\r\n").slice(-3)).toEqual([
      "a=candidate:added0 1 UDP 2113929471 198.51.100.1 3002 typ host",
      "a=end-of-candidates",
      "",
    ]);
    expect(added).toContain("5e1c8d3a.local");
  });

  test("for a relay has only the address of the relay", () => {
    expect(throughRelay(chromium, { address: "127.0.0.1", portUdp: 3100 })).toBe(
      `${bare}a=candidate:added0 1 UDP 2113929471 127.0.0.1 3100 typ host\r\na=end-of-candidates\r\n`,
    );
  });

  test("is valid only with one section, of data channels, and with all attributes that they need", () => {
    const audio = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
    const other = [audio, bare + audio, bare + bare, bare + "a".repeat(20_000)];
    const lacking = ["ice-ufrag", "ice-pwd", "fingerprint", "setup", "mid", "sctp-port"].map(
      (name) => bare.replace(new RegExp(`a=${name}:.*\r\n`), ""),
    );
    const wrong = [
      bare.replace("a=setup:actpass", "a=setup:holdconn"),
      bare.replace("EsAw", "E A w"),
      bare.replace("a=mid:0", "a=mid:0 1 UDP"),
    ];
    for (const bad of ["", "v=0\r\n", ...other, ...lacking, ...wrong])
      expect(() => dataChannelDescription(bad)).toThrow(MalformedDescription);
  });
});
