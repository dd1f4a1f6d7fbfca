/** One way to show a trace. A view reads the trace model through `useTrace()` and keeps what concerns it alone. */
import type { FunctionComponent } from "preact";

export interface View {
  /** As in the address: `/traces/{traceId}?view=waterfall`. */
  readonly name: string;
  /** What a reader of the page calls it. */
  readonly label: string;
  /** Sets `elements.view` of the trace model to what takes the keyboard. */
  readonly Component: FunctionComponent;
}
