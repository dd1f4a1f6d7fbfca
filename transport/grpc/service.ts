/** The three methods that this transport needs of a gRPC service. The caller generates the service and passes it in. */
import type { Message } from "@bufbuild/protobuf";
import type { GenMessage, GenService } from "@bufbuild/protobuf/codegenv2";

type OpenRequest = Message & { credential: string };
/** Whole frames. The first chunk of a stream also has the id of the link or the credential. */
export type Chunk = Message & { frames: Uint8Array[]; link: string; credential: string };
export type SendRequest = Message & { link: string; sequence: number; frames: Uint8Array[] };

export type WireService = GenService<{
  /** Opens a link; the stream is the link, and ends with it. */
  open: {
    methodKind: "server_streaming";
    input: GenMessage<OpenRequest>;
    output: GenMessage<Chunk>;
  };
  /** Frames to the server, for clients that cannot stream requests. */
  send: { methodKind: "unary"; input: GenMessage<SendRequest>; output: GenMessage<Message> };
  /** One stream in both directions, for clients that can. */
  link: { methodKind: "bidi_streaming"; input: GenMessage<Chunk>; output: GenMessage<Chunk> };
}>;
