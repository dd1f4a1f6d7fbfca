/** Messages over one data channel of libdatachannel, offered and answered over HTTP. */
import { type DataChannel, PeerConnection } from "node-datachannel";
import { RTCPeerConnection } from "#transport/dial-node";
import { freeUdpPort } from "../../scripts/free-port.mjs";
import { signaling } from "../signaling.ts";
import type { OnPeer, TransportAdapter } from "../transport-adapter.ts";

/** Kept from garbage collection: the library crashes when a channel is collected. */
const kept = new Set<PeerConnection | DataChannel>();

async function answerOffer(offerSdp: string, portUdp: number, onPeer: OnPeer): Promise<string> {
  const peer = new PeerConnection("server", {
    iceServers: [],
    bindAddress: "127.0.0.1",
    enableIceUdpMux: true,
    portRangeBegin: portUdp,
    portRangeEnd: portUdp,
    disableAutoNegotiation: true,
  });
  kept.add(peer);
  peer.onDataChannel((channel) => {
    kept.add(channel);
    const receive = onPeer((payload) => void channel.sendMessageBinary(payload));
    channel.onMessage((message) => receive(new Uint8Array(message as ArrayBuffer)));
  });
  const gathered = Promise.withResolvers<void>();
  peer.onGatheringStateChange((state) => state === "complete" && gathered.resolve());
  peer.setRemoteDescription(offerSdp, "offer");
  peer.setLocalDescription("answer");
  await gathered.promise;
  return peer.localDescription()?.sdp ?? "";
}

/** Replaces the candidates by one, because the library omits the loopback address and the port must be the advertised one. */
const withLoopbackCandidate = (sdp: string, portUdp: number): string =>
  `${sdp
    .split("\r\n")
    .filter(
      (line) => line !== "" && !line.startsWith("a=candidate") && !line.startsWith("a=end-of"),
    )
    .join("\r\n")}\r\na=candidate:1 1 UDP 2122317823 127.0.0.1 ${portUdp} typ host\r\n`;

export const bareDataChannel: TransportAdapter = {
  async serve(onPeer) {
    const portUdp = await freeUdpPort();
    return signaling(portUdp, async ({ sdp }, advertisedPort) => ({
      sdp: withLoopbackCandidate(
        await answerOffer(withoutCandidates(sdp), portUdp, onPeer),
        advertisedPort,
      ),
    }));
  },
  async dial(origin, onMessage) {
    const peer = new RTCPeerConnection({ iceServers: [] });
    const channel = peer.createDataChannel("messages");
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => onMessage(new Uint8Array(data as ArrayBuffer));
    const opened = new Promise<void>((resolve) => (channel.onopen = () => resolve()));
    await peer.setLocalDescription(await peer.createOffer());
    const body = JSON.stringify({ sdp: peer.localDescription?.sdp });
    const response = await fetch(origin, { method: "POST", body });
    const { sdp } = (await response.json()) as { sdp: string };
    await peer.setRemoteDescription({ type: "answer", sdp });
    await opened;
    return {
      send: (payload) => channel.send(payload as Uint8Array<ArrayBuffer>),
      close: () => peer.close(),
    };
  },
};

/** Without the client's candidates, the server's peer can only answer to the address that the client's packets come from. */
const withoutCandidates = (sdp: string): string =>
  sdp
    .split("\r\n")
    .filter((line) => !line.startsWith("a=candidate"))
    .join("\r\n");
