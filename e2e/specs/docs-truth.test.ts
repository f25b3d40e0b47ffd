import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCatalogue, settings, stackVariables } from '#contract';
import { projectRoot } from '#platform/paths';
import { allDocs } from '../docs/all-docs.ts';

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

it('generated pages are what the declarations make of them (npm run docs)', async () => {
  const docs = await allDocs();
  expect([...docs.keys()]).toContain('docs/configuration.md');
  for (const [path, text] of docs) expect(readFileSync(join(root, path), 'utf8') === text, path).toBe(true);
});

it('every setting and every variable stands in docs/configuration.md, a variable also in .env.example', () => {
  const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
  for (const [section, values] of Object.entries(settings))
    for (const [name, { description }] of Object.entries(values)) {
      expect(page).toContain(`\`${section}.${name}\``);
      expect(page).toContain(description);
    }
  const example = readFileSync(join(root, '.env.example'), 'utf8');
  for (const name of Object.keys(stackVariables)) {
    const short = name.replace(/^[A-Z_]+?(?=_(?:IMAGE|CPUS|MEMORY|MEMORY_SWAP|MEMORY_RESERVATION|PIDS)$)/, '');
    expect(page).toContain(short);
    expect(example).toContain(`\n#${name}=`);
  }
});
