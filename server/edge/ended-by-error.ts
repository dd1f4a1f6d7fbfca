/** What a player is told whose session ended after an error of ours. */
export const endedByError = "the server made an error";
