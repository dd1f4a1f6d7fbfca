/** Settings (Esc): the transport, the codec, the netcode's switches, the look. The game goes on behind it. */
import { useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { codecNames } from "#protocol";
import { codec, type Commands, connection, netStats, openPanel } from "../../view.ts";
import { settings as choices } from "../../view.ts";
import type { Panel, PanelProps } from "../panel.ts";
import { isOpen, toggle } from "../shared/open-panel.ts";
import { codecLabels } from "../shared/codecs.ts";
import { Dialog } from "../shared/dialog.tsx";
import { lookSwitches, netcodeSwitches, type SwitchText } from "./switches.ts";
import { AboutTransport } from "./about-transport.tsx";
import { CopyLink } from "./copy-link.tsx";
import { bytes, microseconds } from "../shared/format.ts";
import { feedSettings, transportOffers } from "./signals.ts";
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
          ? `Opening ${labelOf(swappingTo)}. The old link stays in use until the new one is open.`
          : ""}
      </p>
      <AboutTransport id="about-transport" />
      {missing.length > 0 && (
        <ul class="missing" aria-label="Not available here">
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

/** The encoding of messages, and what it costs now. */
function CodecChoice({ commands }: { commands: Commands }) {
  const { codec: current, decodedBytes, decodeMicros } = netStats.value.codec;
  return (
    <section>
      <label for="codec">Codec</label>
      <select
        id="codec"
        value={codec.value}
        aria-busy={codec.value !== current}
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
        {codec.value === current
          ? `The average message from the server has ${bytes(decodedBytes)} and takes ${microseconds(decodeMicros)} to decode.`
          : `Opening a link that uses ${codecLabels[codec.value]}.`}
      </p>
    </section>
  );
}

function Switch({ text, commands }: { text: SwitchText; commands: Commands }) {
  const on = choices.value[text.key];
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

function Settings({ commands }: PanelProps) {
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

export const settings: Panel = {
  name: "settings",
  slot: () => "over",
  View: Settings,
  feed: feedSettings,
  key: {
    name: "Escape",
    about: "settings, to change the transport; from anywhere else: back to the ship",
    press: () => void (openPanel.value = "settings"),
  },
  button: {
    label: "Settings",
    sign: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
    state: "expanded",
    isOn: () => isOpen("settings"),
    press: () => toggle("settings"),
  },
};
