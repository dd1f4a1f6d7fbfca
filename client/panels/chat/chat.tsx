/** Chat: Enter opens, Enter says, Esc closes. What others wrote is shown as text, never as markup. */
import { useEffect, useRef } from "preact/hooks";
import { chat, type Commands, openPanel } from "../../view.ts";
import { layout } from "../layout.ts";
import { ChatEntry } from "./chat-entry.tsx";
import "./chat.css";

/** Lines that stay visible over the arena when chat is closed. */
const closedLines = { wide: 3, low: 2, tall: 2 } as const;

export function Chat({ commands }: { commands: Commands }) {
  const open = openPanel.value === "chat";
  const log = useRef<HTMLUListElement>(null);
  const rows = chat.value.slice(open ? -60 : -closedLines[layout.value]);
  useEffect(() => {
    log.current?.scrollTo(0, log.current.scrollHeight);
  }, [rows.at(-1)?.key, open]);
  return (
    <section class={open ? "chat open" : "chat"} aria-label="Chat">
      <ul ref={log} role="log" aria-live={rows.at(-1)?.isAnnounced ? "off" : "polite"}>
        {rows.map((row) => (
          <li key={row.key} class={row.self ? "self" : ""}>
            <b>{row.from}</b> {row.text}
          </li>
        ))}
      </ul>
      {open && <ChatEntry commands={commands} />}
    </section>
  );
}
