/** How to start the project's Node where WebTransport's native module loads, or why that cannot be had here. */
export function newerLoader(): Promise<
  { readonly command: string; readonly args: readonly string[] } | { readonly missing: string }
>;
