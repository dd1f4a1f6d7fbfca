/** The field one types a line into: says how much still fits, and keeps a line that is too long instead of losing it. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { characterCount, maxChatCharacters } from "#protocol";
import { type Commands, openPanel } from "../../view.ts";

/** From here on a screen reader is told what is left: more often would be in the way of typing. */
const fewLeft = 20;

export function ChatEntry({ commands }: { commands: Commands }) {
  const field = useRef<HTMLInputElement>(null);
  const text = useSignal("");
  const left = maxChatCharacters - characterCount(text.value.trim());
  // Before the next key can arrive, however slow frames are.
  useLayoutEffect(() => field.current?.focus(), []);
  const say = (event: Event): void => {
    event.preventDefault();
    if (left < 0) return;
    const line = text.peek().trim();
    if (line !== "") commands.sendChat(line);
    openPanel.value = undefined;
  };
  return (
    <form onSubmit={say}>
      <input
        ref={field}
        type="text"
        aria-label="Message to the room"
        aria-describedby="chat-left"
        aria-invalid={left < 0}
        placeholder="Say to the room"
        autocomplete="off"
        enterkeyhint="send"
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <button type="submit" class="primary" disabled={left < 0}>
        Say
      </button>
      <p id="chat-left" class={left < 0 ? "left over" : "left"}>
        {left < 0 ? `${-left} too many` : `${left} left`}
      </p>
      <p role="status" class="unseen">
        {left < 0 ? `${-left} characters too many` : left <= fewLeft ? `${left} left` : ""}
      </p>
    </form>
  );
}
