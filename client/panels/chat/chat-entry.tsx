/** The field for a line of chat. It shows how many characters still fit, and keeps a line that is too long instead of cutting it. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { characterCount, maxChatCharacters } from "#protocol";
import { pluralize } from "#text";
import { type Commands, openPanel } from "../../view.ts";

/** From here on a screen reader reads how many are left. More often would disturb the typing. */
const fewLeft = 20;

export function ChatEntry({ commands }: { commands: Commands }) {
  const field = useRef<HTMLInputElement>(null);
  const text = useSignal("");
  const left = maxChatCharacters - characterCount(text.value.trim());
  // In a layout effect, so that the field has the focus before the next key arrives, even when frames are slow.
  useLayoutEffect(() => field.current?.focus(), []);
  const send = (event: Event): void => {
    event.preventDefault();
    if (left < 0) return;
    const line = text.peek().trim();
    if (line !== "") commands.sendChat(line);
    openPanel.value = undefined;
  };
  return (
    <form onSubmit={send}>
      <input
        ref={field}
        type="text"
        aria-label="Message to the room"
        aria-describedby="chat-left"
        aria-invalid={left < 0}
        placeholder="Write to the room"
        autocomplete="off"
        enterkeyhint="send"
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <button type="submit" class="primary" disabled={left < 0}>
        Send
      </button>
      <p id="chat-left" class={left < 0 ? "left over" : "left"}>
        {left < 0
          ? `${pluralize(-left, "character")} too many`
          : `${pluralize(left, "character")} left`}
      </p>
      <p role="status" class="unseen">
        {left < 0
          ? `${pluralize(-left, "character")} too many`
          : left <= fewLeft
            ? `${pluralize(left, "character")} left`
            : ""}
      </p>
    </form>
  );
}
