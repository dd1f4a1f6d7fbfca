/** A walk that takes every ordered pair of names once: an Eulerian circuit of the complete digraph (Hierholzer). */
export function eulerianCircuit(names: readonly string[]): string[] {
  const left = new Map(names.map((name) => [name, names.filter((other) => other !== name)]));
  const walk: string[] = [];
  const path = names.slice(0, 1);
  while (path.length > 0) {
    const next = left.get(path.at(-1) ?? "")?.shift();
    if (next !== undefined) path.push(next);
    else walk.push(path.pop() ?? "");
  }
  return walk.toReversed();
}
