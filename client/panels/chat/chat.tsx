/** Chat: Enter opens it, Enter sends the line, Esc closes it. Lines are shown as text, never as markup. */
import { useEffect, useRef } from "preact/hooks";
import { openPanel } from "../../view.ts";
import { layout } from "../layout.ts";
import type { Panel, PanelProps } from "../panel.ts";
import { isOpen, toggle } from "../shared/open-panel.ts";
import { ChatEntry } from "./chat-entry.tsx";
import { chat as lines, feedChat } from "./signals.ts";
import "./chat.css";

/** Lines that stay visible over the arena when chat is closed. */
const closedLines = { wide: 3, low: 2, tall: 2 } as const;

function Chat({ commands }: PanelProps) {
  const open = openPanel.value === "chat";
  const log = useRef<HTMLUListElement>(null);
  const rows = lines.value.slice(open ? -60 : -closedLines[layout.value]);
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

export const chat: Panel = {
  name: "chat",
  slot: () => "left",
  View: Chat,
  feed: feedChat,
  key: { name: "Enter", about: "chat", press: () => void (openPanel.value = "chat") },
  button: {
    label: "Chat",
    sign: "M3 4h14v9H9l-4 4v-4H3z",
    state: "expanded",
    isOn: () => isOpen("chat"),
    press: () => toggle("chat"),
  },
};
