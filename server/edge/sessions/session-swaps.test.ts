import { describe, expect, test } from "vitest";
import { makeTestRig, type TestPlayer, settle } from "../../testing/test-rig.suite.ts";

describe("swapping", () => {
  /** Numerical Recipes' generator: the same swaps every time. */
  const randomOf = (seed: number): ((sides: number) => number) => {
    let state = seed;
    return (sides) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * sides);
    };
  };

  async function chatThroughSwaps(
    seed: number,
  ): Promise<{ player: TestPlayer; other: TestPlayer }> {
    const roll = randomOf(seed);
    const rig = await makeTestRig();
    const other = await rig.joinPlayer({ name: "Ada" });
    const player = await rig.joinPlayer({ name: "Bo" });
    let old = player.client;
    for (let number = 0; number < 60; number++) {
      player.sendChat(`up ${number}`);
      other.sendChat(`down ${number}`);
      switch (roll(6)) {
        case 0:
          old = player.client;
          await player.join(player.welcome.key);
          break;
        case 1:
          if (old !== player.client) old.link.close("done", "swapped");
          break;
        case 2:
          player.channel.detach(player.client.link);
          player.client.link.close("lost");
          await player.join(player.welcome.key);
          break;
        case 3:
          await rig.advance(40);
          break;
        default:
          player.channel.acknowledge();
      }
    }
    await rig.advance(100);
    return { player, other };
  }

  test("[R8] through random swaps and lost links chat arrives once and in order, both ways", async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const { player, other } = await chatThroughSwaps(seed);
      const linesOf = (who: TestPlayer, from: number) =>
        who.chat.filter(({ seat }) => seat === from).map(({ text }) => text);
      const all = (way: string) => Array.from({ length: 60 }, (_, number) => `${way} ${number}`);
      expect({ seed, up: linesOf(other, player.welcome.seat) }).toEqual({ seed, up: all("up") });
      expect({ seed, down: linesOf(player, other.welcome.seat) }).toEqual({
        seed,
        down: all("down"),
      });
    }
  });

  test("[R14] the ack clock starts anew on a new link", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    await rig.advance(1000);
    const unanswered = async (): Promise<number> => {
      const before = player.snapshots.length;
      for (let tick = 0; tick < 14; tick++) {
        rig.clock.advance(34);
        await settle();
      }
      return player.snapshots.length - before;
    };
    expect(await unanswered()).toBeLessThan(7);
    await player.join(player.welcome.key);
    player.sendChat("here");
    expect(await unanswered()).toBeGreaterThan(4);
  });

  test("[R8] snapshots move to the newest link once the page has sent something on it", async () => {
    const rig = await makeTestRig();
    const player = await rig.joinPlayer();
    const old = player.client;
    await player.join(player.welcome.key);
    let oldReceived = 0;
    old.onMessage = () => void (oldReceived += 1);
    const receivedIn200Ms = async () => {
      oldReceived = 0;
      const before = player.snapshots.length;
      await rig.advance(200);
      return { oldReceived: oldReceived > 0, news: player.snapshots.length - before };
    };
    // The page has sent nothing on the new link yet.
    expect((await receivedIn200Ms()).oldReceived).toBe(true);
    player.sendChat("here");
    await settle();
    const { oldReceived: stillReceived, news } = await receivedIn200Ms();
    expect(stillReceived).toBe(false);
    expect(news).toBeGreaterThan(0);
  });
});
