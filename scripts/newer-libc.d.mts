/** How to start the project's Node so that WebTransport's native module loads, or why that is not possible on this host. */
export function newerLoader(): Promise<
  { readonly command: string; readonly args: readonly string[] } | { readonly missing: string }
>;
