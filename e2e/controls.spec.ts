/** Input devices: the controls that the page samples when real buttons, gamepads, keys and thumbs are used. */
import type { CDPSession, Page } from "@playwright/test";
import { Button } from "#simulation";
import { expect, openTab, type Tab, test } from "./support/game-fixtures.ts";

const sampledButtons = async (tab: Tab): Promise<number> => (await tab.stats()).controls.buttons;

/** Waits for inputs that were sampled after now. */
async function waitForNextInputs(tab: Tab): Promise<void> {
  const sent = async (): Promise<number> => (await tab.stats()).ledger["input"]?.sent ?? 0;
  const before = await sent();
  await expect.poll(sent).toBeGreaterThan(before + 3);
}

const bits = { left: 1, right: 2, none: 0 } as const;
type MouseButton = keyof typeof bits;

/** A mouse whose buttons go down and up in any order. Each event contains all buttons that are held, as with real hardware. */
class RealMouse {
  #held = 0;
  readonly #cdp: CDPSession;
  constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }
  static async on(page: Page): Promise<RealMouse> {
    return new RealMouse(await page.context().newCDPSession(page));
  }
  async #send(type: string, button: MouseButton, x: number, y: number): Promise<void> {
    const event = { type, x, y, button, buttons: this.#held, clickCount: 1 } as const;
    await this.#cdp.send("Input.dispatchMouseEvent", event as never);
  }
  async move(x: number, y: number): Promise<void> {
    await this.#send("mouseMoved", "none", x, y);
  }
  async down(button: MouseButton, x = 240, y = 135): Promise<void> {
    this.#held |= bits[button];
    await this.#send("mousePressed", button, x, y);
  }
  async up(button: MouseButton, x = 240, y = 135): Promise<void> {
    this.#held &= ~bits[button];
    await this.#send("mouseReleased", button, x, y);
  }
}

test("mouse buttons that overlap fire and dash, each from its press to its release", async ({
  openTab,
}) => {
  const tab = await openTab("Mia", "room=chords&bots=0");
  const mouse = await RealMouse.on(tab.page);
  const step = async (act: Promise<void>, buttons: number): Promise<void> => {
    await act;
    await expect.poll(() => sampledButtons(tab)).toBe(buttons);
  };
  const both = Button.fire | Button.dash;
  await mouse.move(240, 135);
  await step(mouse.down("left"), Button.fire);
  await step(mouse.down("right"), both);
  await step(mouse.up("left"), Button.dash);
  await step(mouse.up("right"), 0);

  await step(mouse.down("right"), Button.dash);
  await step(mouse.down("left"), both);
  await step(mouse.up("left"), Button.dash);
  await step(mouse.down("left"), both);
  await step(mouse.up("right"), Button.fire);
  await step(mouse.up("left"), 0);
});

for (const type of ["pointercancel", "lostpointercapture", "blur"])
  test(`a held mouse button is released by ${type}, and fires again when it is pressed again`, async ({
    openTab,
  }) => {
    const tab = await openTab("Lea", "room=let-go&bots=0");
    const mouse = await RealMouse.on(tab.page);
    await mouse.move(240, 135);
    await mouse.down("left");
    await expect.poll(() => sampledButtons(tab)).toBe(Button.fire);
    await tab.page.evaluate((name) => {
      const event =
        name === "blur" ? new Event(name) : new PointerEvent(name, { pointerId: 1, bubbles: true });
      window.dispatchEvent(event);
    }, type);
    await expect.poll(() => sampledButtons(tab)).toBe(0);
    await mouse.move(250, 140);
    await waitForNextInputs(tab);
    expect(await sampledButtons(tab)).toBe(0);
    await mouse.up("left");
    await mouse.down("left");
    await expect.poll(() => sampledButtons(tab)).toBe(Button.fire);
    await mouse.up("left");
  });

test("a mouse that leaves the window with a button down releases it", async ({ openTab }) => {
  const tab = await openTab("Liz", "room=leaves&bots=0");
  const mouse = await RealMouse.on(tab.page);
  await mouse.move(240, 135);
  await mouse.down("left");
  await expect.poll(() => sampledButtons(tab)).toBe(Button.fire);
  await mouse.move(-20, 135);
  await expect.poll(() => sampledButtons(tab)).toBe(0);
});

test("a press on the map, the net graph, the vitals, the round clock or the leaders does not shoot, one beside the map does", async ({
  openTab,
}) => {
  const tab = await openTab("Mae", "room=hud&bots=0&graph=3");
  const { page } = tab;
  await page.setViewportSize({ width: 1280, height: 720 });
  const mouse = await RealMouse.on(page);
  const shots = async (x: number, y: number): Promise<number[]> => {
    const seen: number[] = [];
    await mouse.move(x, y);
    for (const button of ["left", "right"] as const) {
      await mouse.down(button, x, y);
      await waitForNextInputs(tab);
      seen.push(await sampledButtons(tab));
      await mouse.up(button, x, y);
      await expect.poll(() => sampledButtons(tab)).toBe(0);
    }
    return seen;
  };
  const panels = [
    page.getByRole("region", { name: "Net graph" }),
    page.getByRole("region", { name: "Ship" }),
    page.getByRole("region", { name: "Round" }),
    page.getByRole("list", { name: "Leaders" }),
  ];
  for (const panel of panels) {
    const box = await panel.boundingBox();
    if (!box) throw new Error("a panel is not there");
    expect(await shots(box.x + box.width / 2, box.y + box.height / 2)).toEqual([0, 0]);
  }
  // The middle of the map, and a point beside it.
  expect(await shots(1280 - 16 - 93, 720 - 16 - 62)).toEqual([0, 0]);
  expect(await shots(1280 - 16 - 186 - 30, 720 - 16 - 62)).toEqual([Button.fire, Button.dash]);
});

/** Replaces the browser's list of gamepads with one that the test sets. */
const stubGamepads = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const slots: unknown[] = [null, null, null, null];
    Object.assign(window, { slots });
    Object.defineProperty(Navigator.prototype, "getGamepads", { value: () => slots });
  });
const setGamepad = ({ page }: Tab, at: number, pad: { axes: number[]; down: number[] } | null) =>
  page.evaluate(
    ([index, state]) => {
      const buttons = Array.from({ length: 17 }, (_, button) => ({
        pressed: state?.down.includes(button),
      }));
      const { slots } = window as unknown as { slots: unknown[] };
      slots[index] = state && { connected: true, mapping: "standard", axes: state.axes, buttons };
    },
    [at, pad] as const,
  );
const idlePad = { axes: [0, 0, 0, 0], down: [] };

test("a gamepad that goes away releases what it held", async ({ openTab }) => {
  const tab = await openTab("Pax", "room=pads&bots=0", stubGamepads);
  await setGamepad(tab, 1, { axes: [1, 0, 0, 0], down: [7] });
  await expect
    .poll(async () => (await tab.stats()).controls)
    .toMatchObject({ buttons: Button.fire, thrustX: 7 });
  await setGamepad(tab, 1, null);
  await expect
    .poll(async () => (await tab.stats()).controls)
    .toMatchObject({ buttons: 0, thrustX: 0 });
});

test("an idle gamepad leaves the thumb stick and another gamepad alone", async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ hasTouch: true });
  const tab = await openTab(context, server.url, "Tom", "room=thumbs&bots=0", stubGamepads);
  await setGamepad(tab, 0, idlePad);
  const touch = await context.newCDPSession(tab.page);
  const thumb = (type: "touchStart" | "touchMove" | "touchEnd", x: number): Promise<unknown> =>
    touch.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x, y: 135 }],
    });
  const thrustX = async (): Promise<number> => (await tab.stats()).controls.thrustX;
  await thumb("touchStart", 100);
  await thumb("touchMove", 160);
  await expect.poll(thrustX).toBe(7);
  await waitForNextInputs(tab);
  expect(await thrustX()).toBe(7);
  await thumb("touchEnd", 160);
  await expect.poll(thrustX).toBe(0);

  await setGamepad(tab, 1, { axes: [-1, 0, 0, 0], down: [1] });
  await expect
    .poll(async () => (await tab.stats()).controls)
    .toMatchObject({ buttons: Button.dash, thrustX: -7 });
  await context.close();
});

test("where a permissions policy forbids gamepads the page draws and the keys fly", async ({
  openTab,
}) => {
  const tab = await openTab("Nia", "room=no-pads&bots=0", (page) =>
    // The document alone: a poll that is still held when the test ends would fail it.
    page.route(
      ({ pathname }) => pathname === "/",
      async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers(), "permissions-policy": "gamepad=()" };
        await route.fulfill({ response, headers });
      },
    ),
  );
  const error = await tab.page.evaluate(() => {
    try {
      navigator.getGamepads();
      return "none";
    } catch (thrown) {
      return thrown instanceof DOMException ? thrown.name : String(thrown);
    }
  });
  expect(error).toBe("SecurityError");
  const x = async (): Promise<number> => (await tab.stats()).self?.x ?? 0;
  const before = await x();
  await tab.page.keyboard.down("d");
  await expect.poll(x).toBeGreaterThan(before);
});

test("keys that come up while Command is down are released with it", async ({ openTab }) => {
  const tab = await openTab("Meg", "room=command&bots=0");
  const { keyboard } = tab.page;
  await keyboard.down("w");
  await keyboard.down("f");
  await expect.poll(() => sampledButtons(tab)).toBe(Button.up | Button.fire);
  // macOS sends no event for the two keys from here on.
  await keyboard.down("Meta");
  await keyboard.up("Meta");
  await expect.poll(() => sampledButtons(tab)).toBe(0);
});
