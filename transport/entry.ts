/** The type of a catalogue entry: the facts about one transport that other folders show, record or decide by. */

export type SilhouettePoint = readonly [x: number, y: number];

/** A ship's outline in units of the arena, nose towards +x. Shapes tell players apart who cannot tell the colours apart. */
export interface Silhouette {
  readonly outline: readonly SilhouettePoint[];
  readonly details: readonly {
    readonly points: readonly SilhouettePoint[];
    readonly closed: boolean;
  }[];
}

/** The texts of Settings and of the table in the README. */
export interface Explanation {
  /** How the bytes go each way: a phrase for a table. */
  readonly route: string;
  /** What a lost packet does to the messages behind it: a phrase for a table. */
  readonly underLoss: string;
  readonly direction: string;
  readonly runsOn: string;
  readonly orderAndLoss: string;
  readonly cost: string;
  readonly whenToChoose: string;
  /** For a reader who knows no protocol. */
  readonly plain: string;
}

export interface TransportEntry<Name extends string = string> {
  /** Also the name of its folder. */
  readonly name: Name;
  /** As players read it. */
  readonly label: string;
  /** `#rrggbb`, of its ships and of its spans. */
  readonly colour: string;
  readonly silhouette: Silhouette;
  /** The two ends that it connects. Players choose among those between a player and the server. */
  readonly between: "player and server" | "two players" | "one process";
  /** Where its server end listens: on the game's HTTP servers, or on a UDP port of its own. */
  readonly listensOn?: "http" | "udp";
  /** What the OpenTelemetry conventions call the layers below it. */
  readonly network: { readonly transport: string; readonly protocol: string };
  /** Why an unreliable message may not arrive: the network lost it, or a newer one replaced it before it was fetched. */
  readonly loss: "network" | "replaced" | "none";
  /** What the paths of its HTTP requests start with, where it consists of requests. */
  readonly httpPath?: string;
  /** The client asks at a fixed interval instead of being told. */
  readonly hasPollInterval?: true;
  /** The usual cause when a dial gets no answer at all. */
  readonly noAnswerHint?: string;
  /** Rules of SPEC.md that do not hold here, with the reason. */
  readonly exempt?: Readonly<Record<`T${number}`, string>>;
  readonly explanation: Explanation;
}

/** Keeps the name as a literal type, of which `TransportName` is made. */
export const defineTransport = <const Name extends string>(
  entry: TransportEntry<Name>,
): TransportEntry<Name> => entry;

type Stroke = Silhouette["details"][number];
export const openStroke = (...points: SilhouettePoint[]): Stroke => ({ points, closed: false });
export const closedStroke = (...points: SilhouettePoint[]): Stroke => ({ points, closed: true });

/** Both WebRTC transports are darts; bars tell the ordered one. */
export const dart: readonly SilhouettePoint[] = [
  [24, 0],
  [-17, 14],
  [-9, 0],
  [-17, -14],
];
