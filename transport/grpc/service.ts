/** What the transport needs of a gRPC service: these three methods. The caller has it generated and hands it in. */
import type { Message } from "@bufbuild/protobuf";
import type { GenMessage, GenService } from "@bufbuild/protobuf/codegenv2";

type OpenRequest = Message & { credential: string };
/** Frames, whole ones; the first one of a stream also says who is there. */
export type Chunk = Message & { frames: Uint8Array[]; link: string; credential: string };
export type SendRequest = Message & { link: string; sequence: number; frames: Uint8Array[] };

export type WireService = GenService<{
  /** Opens a link; the stream is the link, and ends with it. */
  open: {
    methodKind: "server_streaming";
    input: GenMessage<OpenRequest>;
    output: GenMessage<Chunk>;
  };
  /** Frames up, for those who cannot stream up. */
  send: { methodKind: "unary"; input: GenMessage<SendRequest>; output: GenMessage<Message> };
  /** One stream both ways, for those who can. */
  link: { methodKind: "bidi_streaming"; input: GenMessage<Chunk>; output: GenMessage<Chunk> };
}>;
