/** The service for a stock gRPC client, which is made from the .proto alone. */
import { once } from "node:events";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { expect, onTestFinished, test } from "vitest";
import { grpcServer } from "./grpc-server.suite.ts";

const proto = `${import.meta.dirname}/../../../protocol/crosswire.proto`;
const gzip = 2;

type Play = grpc.ClientDuplexStream<object, { event: string; chatLine?: { text: string } }>;

function playOf(port: number, options: grpc.ClientOptions = {}): Play {
  const loaded = grpc.loadPackageDefinition(loadSync(proto, { oneofs: true }));
  const { v1 } = loaded["crosswire"] as grpc.GrpcObject;
  const Game = (v1 as grpc.GrpcObject)["Game"] as grpc.ServiceClientConstructor;
  const client = new Game(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
  onTestFinished(() => client.close());
  const play = (client as unknown as { play(): Play }).play();
  onTestFinished(() => play.cancel());
  return play;
}

test("[G7] a client that compresses its messages by gzip joins and chats", async () => {
  const { port } = await grpcServer();
  const play = playOf(port, { "grpc.default_compression_algorithm": gzip });
  const texts: string[] = [];
  play.on(
    "data",
    ({ event, chatLine: line }) => event === "chatLine" && texts.push(line?.text ?? ""),
  );
  play.on("error", () => {});
  play.write({ join: { name: "Packed" } });
  const text = "the same, the same, the same, the same";
  play.write({ chat: { text } });
  await once(play, "data");
  play.write({ chat: { text } });
  await expect.poll(() => texts).toContain(text);
});

test("[G7] the reason of an error reads as it was written, commas and colons too", async () => {
  const { port, rooms } = await grpcServer();
  const refusalOf = async (join: object): Promise<string> => {
    const play = playOf(port);
    play.on("data", () => {});
    play.write({ join });
    const [{ details }] = (await once(play, "error")) as [grpc.ServiceError];
    return details;
  };
  expect(await refusalOf({ room: "No such room" })).toBe(
    "a room is 1 to 32 lower-case letters, digits, hyphens",
  );
  const players = Array.from({ length: 16 }, () => playOf(port));
  for (const play of players) {
    play.on("data", () => {});
    play.on("error", () => {});
    play.write({ join: {} });
  }
  await expect.poll(() => rooms.list()[0]?.playerCount).toBe(16);
  expect(await refusalOf({})).toBe("room lobby is full: 16 of 16 seats");
});
