/** Keyboard layouts, input methods, and whether a key is for the ship, for a panel or for a field. */
import type { CDPSession, Page } from "@playwright/test";
import { Button } from "#simulation";
import { expect, test } from "./support/game-fixtures.ts";

/** A key: its place on the keyboard, and its character in the layout. */
interface Key {
  readonly code: string;
  readonly key: string;
}

/** Sends the key events of a keyboard with any layout, and the compositions of an input method. */
class Keyboard {
  readonly #cdp: CDPSession;
  constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }
  static async on(page: Page): Promise<Keyboard> {
    return new Keyboard(await page.context().newCDPSession(page));
  }
  async down({ code, key }: Key): Promise<void> {
    await this.#cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", code, key });
  }
  async up({ code, key }: Key): Promise<void> {
    await this.#cdp.send("Input.dispatchKeyEvent", { type: "keyUp", code, key });
  }
  async press(key: Key): Promise<void> {
    await this.down(key);
    await this.up(key);
  }
  async compose(text: string): Promise<void> {
    const at = text.length;
    const composition = { text, selectionStart: at, selectionEnd: at };
    await this.#cdp.send("Input.imeSetComposition", composition);
  }
}

const layouts: readonly (readonly [
  name: string,
  letters: { readonly [place in "KeyG" | "KeyH" | "KeyT" | "KeyW"]: string },
])[] = [
  ["Cyrillic", { KeyG: "п", KeyH: "р", KeyT: "е", KeyW: "ц" }],
  ["Greek", { KeyG: "γ", KeyH: "η", KeyT: "τ", KeyW: "ς" }],
  ["Turkish F", { KeyG: "ü", KeyH: "t", KeyT: "o", KeyW: "g" }],
  ["Workman", { KeyG: "g", KeyH: "y", KeyT: "b", KeyW: "d" }],
  ["AZERTY", { KeyG: "g", KeyH: "h", KeyT: "t", KeyW: "z" }],
];

for (const [name, letters] of layouts)
  test(`on ${name} the keys of panels and ship are at the same places as on a US keyboard`, async ({
    openTab,
  }) => {
    const tab = await openTab("Kim", "room=layouts&bots=0&graph=1");
    const { page } = tab;
    const keyboard = await Keyboard.on(page);
    const at = (code: keyof typeof letters): Key => ({ code, key: letters[code] });
    const strip = page.getByRole("img", { name: /^The last 180 snapshots/ });

    await keyboard.down(at("KeyW"));
    await expect.poll(async () => (await tab.stats()).controls.buttons).toBe(Button.up);
    await keyboard.up(at("KeyW"));
    await expect(strip).toBeHidden();
    await expect(page.getByRole("dialog")).toBeHidden();

    await keyboard.press(at("KeyG"));
    await expect(strip).toBeVisible();
    await keyboard.press(at("KeyH"));
    await expect(page.getByRole("dialog", { name: "Controls" })).toBeVisible();
    await keyboard.press(at("KeyH"));

    await keyboard.press({ code: "KeyF", key: "f" });
    await expect.poll(async () => (await tab.stats()).lastShot).toBeDefined();
    const trace = page.waitForEvent("popup");
    await keyboard.press(at("KeyT"));
    expect((await trace).url()).toContain("/traces/");
  });

test("a key of the ship opens no panel, whichever letter the layout puts on it", async ({
  openTab,
}) => {
  const tab = await openTab("Uma", "room=letters&bots=0&graph=1");
  const { page } = tab;
  const keyboard = await Keyboard.on(page);
  for (const code of ["KeyW", "KeyA", "KeyS", "KeyD", "KeyF", "KeyJ"])
    for (const key of ["g", "t", "h", "?"]) {
      await keyboard.press({ code, key });
      // Keys are handled in order: when the chat is open, the key before it has been handled.
      await keyboard.press({ code: "Enter", key: "Enter" });
      await expect(page.getByRole("textbox", { name: "Message to the room" })).toBeFocused();
      await keyboard.press({ code: "Escape", key: "Escape" });
    }
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByRole("img", { name: /^The last 180/ })).toBeHidden();
  expect(page.context().pages()).toHaveLength(1);
});

const azerty = { KeyW: "z", KeyA: "q", KeyS: "s", KeyD: "d", KeyH: "h", KeyJ: "j", Slash: "!" };

test("where the browser has the keyboard map, help and hint show the letters of this keyboard", async ({
  openTab,
}) => {
  const { page } = await openTab("Zoe", "room=labels&bots=0", (each) =>
    each.addInitScript((layout) => {
      const keyboard = { getLayoutMap: async () => new Map(Object.entries(layout)) };
      Object.defineProperty(Navigator.prototype, "keyboard", { value: keyboard });
    }, azerty),
  );
  await expect(page.getByText("ZQSD fly")).toBeAttached();
  await page.keyboard.press("h");
  const help = page.getByRole("dialog", { name: "Controls" });
  await expect(help.getByRole("definition").first()).toHaveText(/thrust/);
  await expect(help.locator("dt").first()).toHaveText("ZQSD");
  await expect(help.getByText("this page").locator("..").locator("kbd")).toHaveText(["H", "!"]);
});

test("where the browser has no keyboard map, help shows the US letters until other letters are typed", async ({
  openTab,
}) => {
  const { page } = await openTab("Una", "room=learned&bots=0", (each) =>
    each.addInitScript(() =>
      Object.defineProperty(Navigator.prototype, "keyboard", { value: undefined }),
    ),
  );
  const keyboard = await Keyboard.on(page);
  await keyboard.press({ code: "KeyH", key: "h" });
  const thrust = page.getByRole("dialog", { name: "Controls" }).locator("dt").first();
  await expect(thrust).toHaveText("WASD");
  await keyboard.press({ code: "KeyW", key: "z" });
  await keyboard.press({ code: "KeyA", key: "q" });
  await expect(thrust).toHaveText("ZQSD");
});

test("while an input method composes, Esc and Enter neither close the chat nor send the line", async ({
  openTab,
}) => {
  const tab = await openTab("Yui", "room=compose&bots=0");
  const { page } = tab;
  const keyboard = await Keyboard.on(page);
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "Message to the room" });
  await expect(field).toBeFocused();
  await keyboard.compose("にほ");
  await expect(field).toHaveValue("にほ");
  for (const key of ["Escape", "Enter"]) await keyboard.press({ code: key, key });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("にほ");
  await page.keyboard.insertText("日本");
  await expect(field).toHaveValue("日本");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await tab.stats()).chat.map(({ text }) => text)).toEqual(["日本"]);
});

test("while an input method composes in the find field of the trace viewer, Esc does not leave the field", async ({
  openTab,
}) => {
  const tab = await openTab("Vic", "room=viewer&bots=0");
  await tab.page.keyboard.press("f");
  await expect.poll(async () => (await tab.stats()).lastShot).toBeDefined();
  const opened = tab.page.waitForEvent("popup");
  await tab.page.keyboard.press("t");
  const page = await opened;
  const find = page.getByRole("searchbox", { name: "Find span" });
  await find.focus();
  const keyboard = await Keyboard.on(page);
  await keyboard.compose("に");
  await expect(find).toHaveValue("に");
  await keyboard.press({ code: "Escape", key: "Escape" });
  await expect(find).toBeFocused();
  await keyboard.press({ code: "Escape", key: "Escape" });
  await expect(find).not.toBeFocused();
});

test("Esc gives the keyboard back to the ship from a button, a field and a panel", async ({
  openTab,
}) => {
  const tab = await openTab("Esa", "room=esc&bots=0");
  const { page } = tab;
  const flies = async (): Promise<void> => {
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    for (const [key, button] of [
      ["w", Button.up],
      [" ", Button.dash],
    ] as const) {
      await page.keyboard.down(key);
      await expect.poll(async () => (await tab.stats()).controls.buttons).toBe(button);
      await page.keyboard.up(key);
    }
    await page.keyboard.down("Tab");
    await expect(page.getByRole("region", { name: "Scoreboard" })).toBeVisible();
    await page.keyboard.up("Tab");
  };
  const settings = page.getByRole("dialog", { name: "Settings" });

  const button = page.getByRole("button", { name: "Settings" });
  await button.focus();
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  await flies();

  // A panel that was opened by its button.
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(settings).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  await flies();

  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Codec" }).focus();
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  await flies();

  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message to the room" }).fill("half a li");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("textbox")).toBeHidden();
  await flies();

  await page.keyboard.press("Escape");
  await expect(settings).toBeVisible();
});

test("the badge opens the choice of transports, and Esc leads back to the ship", async ({
  openTab,
}) => {
  const tab = await openTab("Bea", "room=badge&bots=0&transport=websocket");
  const { page } = tab;
  const badge = page.getByRole("button", { name: "Change the transport" });
  const choice = page.getByRole("combobox", { name: "Transport" });
  for (const open of [() => badge.click(), () => badge.press("Enter")]) {
    await open();
    await expect(choice).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(choice).toBeHidden();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  }
  // The same while Settings is open.
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.keyboard.press("Escape");
  await expect(choice).toBeVisible();
  await badge.click();
  await expect(choice).toBeFocused();
  expect((await tab.stats()).lastShot).toBeUndefined();
});

test("Ctrl+A selects nothing of the game, and in the chat field it selects the text", async ({
  openTab,
}) => {
  const { page } = await openTab("Sue", "room=select&bots=0&graph=4");
  await page.keyboard.press("Control+a");
  const selected = (): Promise<string> => page.evaluate(() => String(getSelection()));
  expect(await selected()).toBe("");
  await page.keyboard.press("h");
  await page.keyboard.press("Control+a");
  expect(await selected()).toBe("");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox").fill("to be replaced");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("replaced");
  await expect(page.getByRole("textbox")).toHaveValue("replaced");
});
