/** What every room of this game has besides ships and snapshots. Their parts of a tick run in this order. */
import type { Feature } from "../room/feature.ts";
import { chat } from "./chat/chat.ts";
import { clientOptions } from "./client-options/client-options.ts";
import { killFeed } from "./kill-feed/kill-feed.ts";
import { roster } from "./roster/roster.ts";
import { type RoundResult, rounds } from "./rounds/rounds.ts";

export interface FeatureDependencies {
  readonly roundEnded: (result: RoundResult) => void;
}

export const roomFeatures = ({ roundEnded }: FeatureDependencies): readonly Feature[] => [
  clientOptions,
  chat,
  killFeed,
  rounds(roundEnded),
  roster,
];
