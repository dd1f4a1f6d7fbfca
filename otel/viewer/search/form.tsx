/** The search form. Every change is a new address, so that a search can be sent to somebody. */
import "./form.css";
import { pluralize, formatCount } from "#text";
import type { ComponentChildren } from "preact";
import { navigate, route } from "../router.ts";
import { anySearch, searchUrl, type Search } from "../route.ts";
import { submitCount, knownNames } from "./model.ts";

const lookbacks = [
  [5, "5 minutes"],
  [15, "15 minutes"],
  [60, "1 hour"],
  [360, "6 hours"],
  [1440, "1 day"],
] as const;

function Field({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

/** More would make the page slow, and nobody reads them. */
const maxOptions = 200;

/** A name from an old link can be selected even if the store does not know it (yet). */
const withSelected = (names: readonly string[], selected: string): readonly string[] =>
  selected && !names.includes(selected) ? [selected, ...names] : names;

function SelectField(props: {
  readonly label: string;
  readonly names: readonly string[];
  /** Which names are not among them; empty where none is missing. */
  readonly missing: string;
  readonly selected: string;
  readonly choose: (name: string) => void;
}) {
  return (
    <Field label={props.label}>
      <select value={props.selected} onChange={(event) => props.choose(event.currentTarget.value)}>
        <option value="">any</option>
        {withSelected(props.names, props.selected).map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
        {props.missing && <option disabled>… {props.missing}</option>}
      </select>
    </Field>
  );
}

export function SearchForm() {
  const { value } = route;
  const search = value.page === "search" ? value.search : anySearch;
  const { services, operations, unasked } = knownNames.value;
  const more = services.length - maxOptions;
  const change = (part: Partial<Search>): void =>
    navigate(searchUrl({ ...search, ...part }), { replace: true });
  const typed = (key: "minDuration" | "maxDuration" | "attributes", placeholder: string) => (
    <input
      class="number"
      spellcheck={false}
      autocomplete="off"
      placeholder={placeholder}
      value={search[key]}
      onChange={(event) => change({ [key]: event.currentTarget.value })}
    />
  );
  const submit = (event: Event): void => {
    event.preventDefault();
    submitCount.value += 1;
  };
  return (
    <form class="form" role="search" onSubmit={submit}>
      <SelectField
        label="Service"
        names={services.slice(0, maxOptions)}
        missing={more > 0 ? `and ${pluralize(more, "more service")}` : ""}
        selected={search.service}
        choose={(service) => change({ service, operation: "" })}
      />
      <SelectField
        label="Operation"
        names={operations}
        missing={
          unasked > 0
            ? `choose a service to see the operations of ${formatCount(unasked)} more`
            : ""
        }
        selected={search.operation}
        choose={(operation) => change({ operation })}
      />
      <div class="form-wide">
        <Field label="Attributes">{typed("attributes", "game.transport=webrtc")}</Field>
      </div>
      <Field label="Min duration">{typed("minDuration", "1.5ms")}</Field>
      <Field label="Max duration">{typed("maxDuration", "2s")}</Field>
      <Field label="Lookback">
        <select
          value={String(search.lookbackMinutes)}
          onChange={(event) => change({ lookbackMinutes: Number(event.currentTarget.value) })}
        >
          {lookbacks.map(([minutes, name]) => (
            <option key={minutes} value={String(minutes)}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <Field label="Limit">
        <input
          type="number"
          min={1}
          max={1000}
          value={search.limit}
          onChange={(event) =>
            change({ limit: Math.max(1, event.currentTarget.valueAsNumber || anySearch.limit) })
          }
        />
      </Field>
      <button class="form-search" type="submit">
        Search
      </button>
    </form>
  );
}
