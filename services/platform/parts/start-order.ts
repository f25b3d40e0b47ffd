/** Names so ordered that each comes after what it depends on. @throws Error on an unknown name or a circle: a mistake in the code. */
export function startOrder(parts: readonly { name: string; dependsOn: readonly string[] }[]): string[] {
  const byName = new Map(parts.map((part) => [part.name, part]));
  const done: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (done.includes(name)) return;
    if (path.includes(name)) throw new Error(`Parts depend on each other in a circle: ${[...path, name].join(' → ')}`);
    const part = byName.get(name);
    if (part === undefined) throw new Error(`Part ${path.at(-1)} depends on ${name}, which does not exist`);
    for (const other of part.dependsOn) visit(other, [...path, name]);
    done.push(name);
  };
  for (const part of parts) visit(part.name, []);
  return done;
}
