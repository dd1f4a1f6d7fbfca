import { expect, test } from "vitest";
import { transportContract } from "../contract.suite.ts";
import { DialFailed } from "../link.ts";
import { admission, goodCredential } from "../testing/test-rig.ts";
import { memoryRig } from "../testing/test-rigs.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { recordRules } from "../testing/rule-results.ts";
import { memoryAcceptor } from "./accept.ts";
import { memoryDialer } from "./dial.ts";
import { MemoryHub } from "./hub.ts";

transportContract("memory", memoryRig);
recordRules("memory");

test("[T7] lost messages do not leave a link full for ever", async () => {
  const hub = new MemoryHub();
  const limits = { highWaterBytes: 4000 };
  const listener = await memoryAcceptor({ hub, limits }).listen(new RecordingListener().attach);
  const address = { origin: "memory:", credential: goodCredential };
  const link = await memoryDialer({ hub, limits }).dial(address, new RecordingListener().attach);
  hub.impair(() => "lost");
  const sendSome = () => link.send(new Uint8Array(1000), "unreliable");
  await expect.poll(sendSome, { interval: 1 }).toBe("dropped");
  hub.impair(() => "arrives");
  await expect.poll(sendSome).toBe("sent");
  await listener.stop();
});

test("[T18] a credential which is not admitted is refused and opens nothing", async () => {
  const hub = new MemoryHub();
  const farRecorder = new RecordingListener();
  const listener = await memoryAcceptor({ hub, admission }).listen(farRecorder.attach);
  const address = { origin: "memory:", credential: "bad" };
  await expect(memoryDialer({ hub }).dial(address, new RecordingListener().attach)).rejects.toThrow(
    new DialFailed({ transport: "memory", reason: { code: "refused", by: "remote" } }),
  );
  expect(farRecorder.link).toBeUndefined();
  await listener.stop();
});
