/** Before and between flights: a name and Play; a lost ship to come back to; a refusal and what to do about it. */
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
  // Ready to type over, except on glass, where a keyboard would cover the screen.
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
          <p>A dogfight in which the network is the terrain.</p>
          <NameForm commands={commands} action="Play" busyText="Joining" />
        </main>
      );
    case "refused":
      return (
        <main class="join">
          <h1>The room said no</h1>
          <p class="why">{statusText || "The server refused to let this ship in."}</p>
          <p>Change the name if that was the reason, or try again in a moment.</p>
          <NameForm commands={commands} action="Try again" busyText="Asking" />
        </main>
      );
  }
}

/** The link is down, the ship is not: says so without taking the view. */
export function OutageBanner() {
  const { phase, statusText: note } = connection.value;
  if (phase !== "reconnecting") return null;
  return (
    <p class="outage">
      <span class="spinner" aria-hidden="true" />
      {note || "The link is down. Reconnecting; your ship waits for you."}
    </p>
  );
}
