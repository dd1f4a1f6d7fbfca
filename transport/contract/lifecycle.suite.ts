/** Lifecycle: how links open, close and break. Rules T9 to T11, T13 and T14. */
import { expect, onTestFinished } from "vitest";
import { DialFailed, type CloseCode } from "../link.ts";
import { elapse } from "../testing/elapse.ts";
import { RecordingListener } from "../testing/recording-listener.ts";
import { settled, numbered, numberOf, upTo, type ContractRig } from "./rig.suite.ts";

export function lifecycleRules({ rule, pair, rig }: ContractRig): void {
  rule("[T9] close code and detail reach the other end, after the last message", async () => {
    const codes: CloseCode[] = ["done", "incompatible", "going-away"];
    const made = await rig();
    for (const code of codes) {
      for (const closer of ["near", "far"] as const) {
        const recorders = { near: new RecordingListener(), far: new RecordingListener() };
        const listener = await made.acceptor.listen(recorders.far.attach);
        await made.dialer.dial(made.address, recorders.near.attach);
        await expect.poll(() => recorders.far.link).toBeDefined();
        const hearer = closer === "near" ? "far" : "near";
        recorders[closer].link?.send(numbered(1, 60), "reliable-ordered");
        recorders[closer].link?.close(code, `why: ${code} ✓`);
        await expect
          .poll(() => recorders[hearer].closings())
          .toEqual([{ code, by: "remote", detail: `why: ${code} ✓` }]);
        expect(recorders[hearer].payloads().map(numberOf)).toEqual([1]);
        expect(recorders[closer].closings()).toEqual([
          { code, by: "local", detail: `why: ${code} ✓` },
        ]);
        await listener.stop();
      }
    }
  });

  rule("[T10] closed comes once and last, and a closed link drops", async () => {
    const { near, far, nearRecorder, farRecorder } = await pair();
    farRecorder.onMessage = (payload) => {
      if (numberOf(payload) !== 20) return;
      far.close("done");
      far.close("refused");
    };
    for (const i of upTo(100)) near.send(numbered(i, 60), "reliable-ordered");
    await expect
      .poll(() => nearRecorder.closings())
      .toMatchObject([{ code: "done", by: "remote" }]);
    near.close("done");
    expect(near.send(numbered(1, 60), "reliable-ordered")).toBe("dropped");
    expect(near.send(numbered(1, 60), "unreliable")).toBe("dropped");
    expect(farRecorder.payloads().map(numberOf)).toEqual(upTo(20));
    expect(farRecorder.log.slice(20)).toEqual([{ closed: { code: "done", by: "local" } }]);
    expect(nearRecorder.log).toEqual([{ closed: { code: "done", by: "remote" } }]);
  });

  rule("[T10] two ends that close at once are each told once", async () => {
    const { near, far, nearRecorder, farRecorder } = await pair();
    near.close("done");
    far.close("going-away");
    await expect.poll(() => nearRecorder.closings()).toEqual([{ code: "done", by: "local" }]);
    await expect.poll(() => farRecorder.closings()).toHaveLength(1);
  });

  rule("[T11] a cut wire is lost or timeout, by network, at both ends", async () => {
    const { near, far, nearRecorder, farRecorder, wire } = await pair({ heartbeatMs: 600 });
    near.send(numbered(1, 60), "reliable-ordered");
    far.send(numbered(1, 60), "reliable-ordered");
    await settled(near);
    wire.cut();
    for (const recorder of [nearRecorder, farRecorder]) {
      await expect.poll(() => recorder.closings(), { timeout: 5000 }).toHaveLength(1);
      expect(["lost", "timeout"]).toContain(recorder.closings()[0]?.code);
      expect(recorder.closings()[0]?.by).toBe("network");
    }
  });

  rule("[T11] an idle link with a whole wire outlives its heartbeat", async () => {
    const { near, nearRecorder, farRecorder } = await pair({ heartbeatMs: 600 });
    await elapse(3 * 600);
    near.send(numbered(1, 60), "reliable-ordered");
    await expect.poll(() => farRecorder.payloads().map(numberOf)).toEqual([1]);
    expect([nearRecorder.closings(), farRecorder.closings()]).toEqual([[], []]);
  });

  rule("[T13] abort while dialing leaves nothing open, whenever it comes", async () => {
    const made = await rig();
    let open = 0;
    const farRecorder = new RecordingListener();
    const listener = await made.acceptor.listen((link) => {
      open++;
      return { ...farRecorder.attach(link), closed: () => void open-- };
    });
    onTestFinished(() => listener.stop());
    const phases: string[] = [];
    const onPhase = ({ name: phase }: { name: string }) => void phases.push(phase);
    const link = await made.dialer.dial(made.address, new RecordingListener().attach, {
      onPhase,
    });
    link.close("done");
    expect(phases.length).toBeGreaterThan(0);
    for (const moment of ["before", "at once", ...phases]) {
      const aborting = new AbortController();
      if (moment === "before") aborting.abort(new Error(moment));
      const nearRecorder = new RecordingListener();
      const dialing = made.dialer.dial(made.address, nearRecorder.attach, {
        signal: aborting.signal,
        onPhase: (phase) => phase.name === moment && aborting.abort(new Error(moment)),
      });
      if (moment === "at once") aborting.abort(new Error(moment));
      await expect(dialing).rejects.toThrow(moment);
      expect(nearRecorder.link).toBeUndefined();
    }
    await expect.poll(() => open).toBe(0);
  });

  rule("[T14] a stopped listener closes its links as going-away and takes no more", async () => {
    const { listener, nearRecorder, farRecorder, dialer, address } = await pair();
    await listener.stop();
    await expect
      .poll(() => nearRecorder.closings())
      .toMatchObject([{ code: "going-away", by: "remote" }]);
    expect(farRecorder.closings()).toMatchObject([{ code: "going-away", by: "local" }]);
    await expect(dialer.dial(address, new RecordingListener().attach)).rejects.toThrow(DialFailed);
  });
}
