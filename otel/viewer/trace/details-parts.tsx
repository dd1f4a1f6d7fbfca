/** Parts of the details: titled sections and lists of attributes. */
import type { ComponentChildren } from "preact";
import type { Attributes } from "../otlp.ts";
import { valueLabel } from "../units.ts";

export function Section({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Long names break after a dot, not in the middle of a word. */
const breakable = (name: string): string => name.replaceAll(".", ".\u200b");

export function AttributeList({ attributes }: { readonly attributes: Attributes }) {
  return (
    <dl class="attributes">
      {[...attributes]
        .toSorted(([one], [other]) => one.localeCompare(other))
        .map(([key, value]) => (
          <div key={key}>
            <dt>{breakable(key)}</dt>
            <dd class="number">{valueLabel(key, value)}</dd>
          </div>
        ))}
    </dl>
  );
}
