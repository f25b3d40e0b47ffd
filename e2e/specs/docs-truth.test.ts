import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCatalogue } from '#contract';
import { projectRoot } from '#platform/paths';

const root = projectRoot();
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const folders = /^(services|electron|renderer|e2e|migrations|docs|stack)\//;

it.each(pages)('%s names only paths that exist', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const inCode = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = '']) => path).filter((path) => folders.test(path) && !/[<*]/.test(path));
  const linked = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => join(page, '..', path));
  for (const path of [...inCode, ...linked]) expect(existsSync(join(root, path)), path).toBe(true);
});

it('troubleshooting names only codes of the catalogue', () => {
  const text = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
  for (const [, code] of text.matchAll(/^\| `([a-z_]+)`/gm)) expect(errorCatalogue).toHaveProperty(code as string);
});

it('the README has exactly two commands at its top', () => {
  const block = /^# Gantry\n\n```sh\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
  expect(block.trim().split('\n')).toHaveLength(2);
});
