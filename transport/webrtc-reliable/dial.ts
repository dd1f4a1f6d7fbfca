/** Dials the server's WebRTC peer (../webrtc/) with one reliable, ordered data channel, which carries all payloads. */
import type { Dialer } from "../link.ts";
import { dataChannelDialer, type WebrtcDialerOptions } from "../webrtc/dial.ts";

export function webrtcReliableDialer(options: WebrtcDialerOptions = {}): Dialer {
  return dataChannelDialer("one", options);
}
