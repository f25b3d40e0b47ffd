import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#platform/paths';
import type { Check } from './check.ts';

/** The least version stands in `engines` of package.json, as `>=major.minor`. */
export const nodeVersion: Check = {
  name: 'node-version',
  title: 'Is Node new enough?',
  run() {
    const { engines } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { engines: { node: string } };
    const evidence = `Node ${process.versions.node}, ${engines.node} needed`;
    if (isAtLeast(process.versions.node, engines.node.replace('>=', ''))) return { state: 'ok', evidence };
    return { state: 'down', evidence, cause: 'This Node is too old.', fix: 'Install a later Node, e.g. with your package manager or nvm.' };
  },
};

/** Compares versions number by number; what is not named counts as 0. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, need] = [version, least].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = (have?.[i] ?? 0) - (need?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
