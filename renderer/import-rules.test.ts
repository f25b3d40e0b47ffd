import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from '@swc/core';
import { describe, expect, it } from 'vitest';

// dependency-cruiser's swc parser does not read JSX, so the arrows inside the panel are held here.

interface Import {
  from: string;
  to: string;
}

const root = import.meta.dirname;

/** Everything a source imports or re-exports, types included; of relative ones the path below renderer/. */
async function importsOf(file: string, source: string): Promise<Import[]> {
  const { body } = await parse(source, { syntax: 'typescript', tsx: file.endsWith('.tsx') });
  return body.flatMap((item) => {
    const to = 'source' in item ? item.source?.value : undefined;
    if (to === undefined) return [];
    return [{ from: file, to: to.startsWith('.') ? relative(root, join(root, dirname(file), to)) : to }];
  });
}

/** Why an import is against the rules; undefined when it is not. */
function mistakeIn({ from, to }: Import): string | undefined {
  const page = /^pages\/([^/]+)\//.exec(from)?.[1];
  const otherPage = /^pages\/([^/]+)\//.exec(to)?.[1];
  if (to.startsWith('..') || (to.startsWith('#') && to !== '#contract' && to !== '#client'))
    return 'the panel knows contract and client only';
  if (to === '#client' && !from.startsWith('api/')) return 'only api/ calls the client';
  if (page !== undefined && otherPage !== undefined && page !== otherPage) return 'a page imports no other page';
  if (from.startsWith('components/') && /^(api|pages|frame|reader)\//.test(to)) return 'components know no operation';
  if (from.startsWith('api/') && /^(components|pages|frame|reader)\//.test(to)) return 'api shows nothing';
  return undefined;
}

const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
);
const all = (await Promise.all(files.map((file) => importsOf(file, readFileSync(join(root, file), 'utf8'))))).flat();

describe('imports of the panel', () => {
  it('are found, type imports too', async () => {
    const found = await importsOf(
      'pages/a/b.tsx',
      "import { x } from '../c/d.ts';\nimport type { y } from '#client';\nexport const z = <p>{x}</p>;",
    );
    expect(found.map(({ to }) => to)).toEqual(['pages/c/d.ts', '#client']);
    expect(found.map(mistakeIn)).toEqual(['a page imports no other page', 'only api/ calls the client']);
    expect(all.length).toBeGreaterThan(files.length);
  });

  it('follow the arrows', () => {
    expect(all.flatMap((each) => (mistakeIn(each) === undefined ? [] : [{ ...each, why: mistakeIn(each) }]))).toEqual([]);
  });
});
