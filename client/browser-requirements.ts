/** What the page needs of a browser, and what to tell a player whose browser lacks it. */

export interface MissingFeature {
  /** What is missing, and what needs it. */
  readonly what: string;
  /** What may help, the likeliest remedy first. */
  readonly remedies: readonly string[];
}

const otherBrowser = "Use a current Chrome, Edge, Firefox or Safari.";

export function findMissingFeature(): MissingFeature | undefined {
  if (hasWebgl()) return undefined;
  return {
    what: "This browser does not offer WebGL, which draws the arena.",
    remedies: [
      "Turn on graphics or hardware acceleration in the browser's settings and start it again.",
      "Update the driver of the graphics card.",
      otherBrowser,
    ],
  };
}

/** For an error at the start, which most likely comes from something that this browser lacks. */
export function missingFeatureFrom(error: unknown): MissingFeature {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    what: `The page could not start: ${message}`,
    remedies: [
      "Reload the page.",
      "Turn off extensions that block or change this page.",
      otherBrowser,
    ],
  };
}

function hasWebgl(): boolean {
  try {
    const context = document.createElement("canvas").getContext("webgl");
    // A page may have only a few contexts.
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}
