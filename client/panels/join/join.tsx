/** The screen without a ship: a name and Play, a ship that is gone, or a refusal and what to do about it. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Commands, connection, playerName } from "../../view.ts";
import { suggestedName } from "./names.ts";
import "./join.css";

const maxCharacters = 16;

function NameForm({
  commands,
  action,
  busyText,
}: {
  commands: Commands;
  action: string;
  busyText: string;
}) {
  const name = useSignal(playerName.peek() || suggestedName());
  const busy = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  // Ready to type over, except on a touch screen, where a keyboard would cover the page.
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) field.current?.select();
  }, []);
  useSignalEffect(() => {
    if (connection.value.phase === "refused") busy.value = false;
  });
  const play = (event: Event): void => {
    event.preventDefault();
    busy.value = true;
    commands.join(name.peek().trim() || suggestedName());
  };
  return (
    <form onSubmit={play}>
      <label for="pilot">Name</label>
      <div class="name">
        <input
          id="pilot"
          ref={field}
          type="text"
          value={name}
          maxLength={maxCharacters}
          autocomplete="nickname"
          spellcheck={false}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
        <button
          type="button"
          aria-label="Another name"
          title="Another name"
          onClick={() => (name.value = suggestedName())}
        >
          ↻
        </button>
      </div>
      <button type="submit" class="primary play" disabled={busy}>
        {busy.value ? busyText : action}
      </button>
    </form>
  );
}

export function Join({ commands }: { commands: Commands }) {
  const { phase, statusText } = connection.value;
  switch (phase) {
    case "playing":
    case "reconnecting":
      return null;
    case "joining":
      return (
        <main class="join">
          <h1>Crosswire</h1>
          <p>
            Fly against others. Change the network transport in the middle of the fight and see what
            it costs.
          </p>
          <NameForm commands={commands} action="Play" busyText="Joining" />
        </main>
      );
    case "refused":
      return (
        <main class="join">
          <h1>The server refused</h1>
          <p class="why">{statusText || "The server did not let your ship into the room."}</p>
          <p>Change the name if that was the reason, or try again later.</p>
          <NameForm commands={commands} action="Try again" busyText="Joining" />
        </main>
      );
  }
}
