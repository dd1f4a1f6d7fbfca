/** Chat: Enter opens, Enter says, Esc closes. What others wrote is shown as text, never as markup. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { chat, type Commands, openPanel } from "../view.ts";
import { arrangement } from "./arrangement.ts";
import "./chat.css";

const mostCharacters = 200;
/** Lines that stay visible over the arena when chat is closed. */
const closedLines = { wide: 3, low: 2, tall: 2 } as const;

function Entry({ commands }: { commands: Commands }) {
  const field = useRef<HTMLInputElement>(null);
  // Before the next key can arrive, however slow frames are.
  useLayoutEffect(() => field.current?.focus(), []);
  const say = (event: Event): void => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? "";
    if (text) commands.say(text);
    openPanel.value = undefined;
  };
  return (
    <form onSubmit={say}>
      <input
        ref={field}
        type="text"
        aria-label="Message to the room"
        placeholder="Say to the room"
        maxLength={mostCharacters}
        autocomplete="off"
        enterkeyhint="send"
      />
      <button type="submit" class="primary">
        Say
      </button>
    </form>
  );
}

export function Chat({ commands }: { commands: Commands }) {
  const open = openPanel.value === "chat";
  const log = useRef<HTMLUListElement>(null);
  const rows = chat.value.slice(open ? -60 : -closedLines[arrangement.value]);
  useEffect(() => {
    log.current?.scrollTo(0, log.current.scrollHeight);
  }, [rows.at(-1)?.key, open]);
  return (
    <section class={open ? "chat open" : "chat"} aria-label="Chat">
      <ul ref={log} role="log" aria-live="polite">
        {rows.map((row) => (
          <li key={row.key} class={row.self ? "self" : ""}>
            <b>{row.from}</b> {row.text}
          </li>
        ))}
      </ul>
      {open && <Entry commands={commands} />}
    </section>
  );
}
