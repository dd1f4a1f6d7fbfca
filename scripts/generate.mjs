/**
 * `npm run generate`: what follows from the message definitions and the .proto files, committed beside them.
 *
 *   protocol/messages/*.ts     -> protocol/messages/index.ts, protocol/session.proto
 *   protocol/*.proto           -> protocol/generated/
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageIndex, sessionProto } from "./message-files.mjs";
import { root } from "./setup.mjs";

writeFileSync(join(root, "protocol/messages/index.ts"), messageIndex());
writeFileSync(join(root, "protocol/session.proto"), await sessionProto());
execFileSync(join(root, "node_modules/.bin/buf"), ["generate"], { cwd: root, stdio: "inherit" });
