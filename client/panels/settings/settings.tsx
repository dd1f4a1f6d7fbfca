/** Settings (Esc): what the ship flies on and speaks, the netcode's switches, the look. Flying goes on behind it. */
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { codecNames } from "#protocol";
import { codec, type Commands, connection, netStats, openPanel } from "../../view.ts";
import { settings, transportOffers } from "../../view.ts";
import { codecLabels } from "../shared/codecs.ts";
import { Dialog } from "../shared/dialog.tsx";
import { lookSwitches, netcodeSwitches, type SwitchText } from "./switches.ts";
import { AboutTransport } from "./about-transport.tsx";
import { CopyLink } from "./copy-link.tsx";
import { bytes, microseconds } from "../shared/format.ts";
import { isTransportWanted } from "./transport-choice.ts";
import { labelOf } from "../shared/transports.ts";
import "./settings.css";

function TransportChoice({ commands }: { commands: Commands }) {
  const { chosen, swappingTo } = connection.value;
  const offers = transportOffers.value;
  const missing = offers.filter((offer) => !offer.offered);
  const choice = useRef<HTMLSelectElement>(null);
  useSignalEffect(() => {
    if (!isTransportWanted.value) return;
    isTransportWanted.value = false;
    choice.current?.focus();
  });
  return (
    <section>
      <label for="transport">Transport</label>
      <select
        ref={choice}
        id="transport"
        value={chosen}
        aria-busy={swappingTo !== undefined}
        aria-describedby="about-transport"
        onChange={(event) => {
          const offer = offers.find(({ name }) => name === event.currentTarget.value);
          if (offer) commands.swapTo(offer.name);
        }}
      >
        {offers.map((offer) => (
          <option key={offer.name} value={offer.name} disabled={!offer.offered}>
            {offer.offered ? offer.label : `${offer.label} (${offer.why})`}
          </option>
        ))}
      </select>
      <p class="swap-state">
        {swappingTo
          ? `Opening ${labelOf(swappingTo)}; the old link carries on until it is up.`
          : ""}
      </p>
      <AboutTransport id="about-transport" />
      {missing.length > 0 && (
        <ul class="missing" aria-label="Not on offer here">
          {missing.map((offer) => (
            <li key={offer.name}>
              <b>{offer.label}</b>: {offer.why}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** How messages are packed, and what that costs here and now. */
function CodecChoice({ commands }: { commands: Commands }) {
  const { codec: spoken, decodedBytes, decodeMicros } = netStats.value.codec;
  return (
    <section>
      <label for="codec">Codec</label>
      <select
        id="codec"
        value={codec.value}
        aria-busy={codec.value !== spoken}
        aria-describedby="about-codec"
        onChange={(event) => {
          const name = codecNames.find((known) => known === event.currentTarget.value);
          if (name) commands.setCodec(name);
        }}
      >
        {codecNames.map((name) => (
          <option key={name} value={name}>
            {codecLabels[name]}
          </option>
        ))}
      </select>
      <p id="about-codec" class="cost">
        {codec.value === spoken
          ? `A message from the server takes ${bytes(decodedBytes)} and ${microseconds(decodeMicros)} to read.`
          : `${codecLabels[codec.value]} is spoken from the next link on, which is being opened.`}
      </p>
    </section>
  );
}

function Switch({ text, commands }: { text: SwitchText; commands: Commands }) {
  const on = settings.value[text.key];
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        aria-label={text.label}
        aria-describedby={`about-${text.key}`}
        checked={on}
        onChange={(event) => commands.changeSettings({ [text.key]: event.currentTarget.checked })}
      />
      <span>
        <b>{text.label}</b>
        <small id={`about-${text.key}`}>
          {text.about} {text.whenOff}
        </small>
      </span>
    </label>
  );
}

export function SettingsPanel({ commands }: { commands: Commands }) {
  if (openPanel.value !== "settings") return null;
  return (
    <Dialog title="Settings" name="settings">
      <TransportChoice commands={commands} />
      <CodecChoice commands={commands} />
      <fieldset>
        <legend>Netcode</legend>
        {netcodeSwitches.map((text) => (
          <Switch key={text.key} text={text} commands={commands} />
        ))}
      </fieldset>
      <fieldset>
        <legend>Look</legend>
        {lookSwitches.map((text) => (
          <Switch key={text.key} text={text} commands={commands} />
        ))}
      </fieldset>
      <footer>
        <CopyLink commands={commands} />
        <button type="button" onClick={() => (openPanel.value = "help")}>
          Controls
        </button>
      </footer>
    </Dialog>
  );
}
