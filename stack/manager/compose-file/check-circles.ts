import { composeInvalid } from './compose-invalid.ts';
import type { Compose } from './compose-model.ts';
import type { Field } from './compose-node.ts';
import { findPlace } from './find-place.ts';

/** No service may wait for itself. The error names the whole circle. @throws GantryError `compose_invalid` */
export function checkCircles(compose: Compose, root: Field): void {
  const done = new Set<string>();
  for (const start of Object.keys(compose.services)) {
    const path: string[] = [];
    // Depth first without recursion: each level holds the dependencies that are still to be looked at.
    const levels: string[][] = [[start]];
    while (levels.length > 0) {
      const name = levels.at(-1)?.shift();
      if (name === undefined) {
        levels.pop();
        const left = path.pop();
        if (left !== undefined) done.add(left);
      } else if (path.includes(name)) {
        const circle = [...path.slice(path.indexOf(name)), name];
        throw composeInvalid(
          findPlace(root, ['services', name, 'depends_on']),
          `services wait for each other in a circle: ${circle.join(' → ')}.`,
        );
      } else if (!done.has(name)) {
        path.push(name);
        levels.push((compose.services[name]?.dependsOn ?? []).map(({ service }) => service));
      }
    }
  }
}
