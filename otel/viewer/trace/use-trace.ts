/** The trace model that the components below a provider read. Two traces side by side are two providers. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { TraceModel } from "./trace-model.ts";

export const TraceContext = createContext<TraceModel | undefined>(undefined);

export function useTrace(): TraceModel {
  const model = useContext(TraceContext);
  if (!model) throw new Error("outside of a TraceContext.Provider");
  return model;
}
