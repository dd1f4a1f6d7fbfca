/** The test rig of WebTransport: real QUIC through a relay, with a minimal route for its address. */
import "reflect-metadata";
import { createHash } from "node:crypto";
import {
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import type { LinkLimits } from "../link.ts";
import { webtransportAcceptor, type WebtransportAcceptorOptions } from "../webtransport/accept.ts";
import { webtransportDialer } from "../webtransport/dial.ts";
import { admission, goodCaller, goodCredential } from "./test-rig.ts";
import { listening, portOf } from "./test-rigs.ts";
import { NodeWebTransport } from "../webtransport/node-webtransport.ts";
import { freeUdpPort, udpRelay } from "./udp-relay.ts";

export const host = "127.0.0.1";

export async function webtransportRig(
  limits: Partial<LinkLimits>,
  more: Partial<WebtransportAcceptorOptions> = {},
) {
  const portUdp = more.portUdp ?? (await freeUdpPort());
  const relay = await udpRelay(portUdp);
  let certificate = await certificateForTests();
  const acceptor = webtransportAcceptor({
    portUdp,
    host,
    certificate: () => certificate,
    admission,
    limits,
    ...more,
  });
  const server = await listening((request, response) => {
    const isAdmitted = request.headers.authorization === `Bearer ${goodCredential}`;
    const url = `https://${host}:${relay.port}/link/webtransport?token=${acceptor.issueToken(goodCaller)}`;
    response
      .writeHead(isAdmitted ? 200 : 401)
      .end(JSON.stringify({ url, certificateHash: certificate.hash }));
  });
  return {
    acceptor,
    portUdp,
    dialer: webtransportDialer({ WebTransport: NodeWebTransport, limits }),
    address: { origin: `http://${host}:${portOf(server)}`, credential: goodCredential },
    wire: relay,
    async changeCertificate() {
      certificate = await certificateForTests();
      await acceptor.renew();
    },
    async free() {
      await relay.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function certificateForTests() {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=test",
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: "ip", value: host }])],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certPem: certificate.toString("pem"),
    keyPem: PemConverter.encode(key, "PRIVATE KEY"),
    hash: createHash("sha256").update(new Uint8Array(certificate.rawData)).digest("base64"),
  };
}
