/** protocol/messages/index.ts */
export function messageIndex(): string;
/** protocol/session.proto */
export function sessionProto(): Promise<string>;
