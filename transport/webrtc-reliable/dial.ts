/** Dials the server's WebRTC peer (../webrtc/) for one reliable and ordered channel that carries everything. */
import type { Dialer } from "../link.ts";
import { dataChannelDialer, type WebrtcDialerOptions } from "../webrtc/dial.ts";

export function webrtcReliableDialer(options: WebrtcDialerOptions = {}): Dialer {
  return dataChannelDialer("one", options);
}
