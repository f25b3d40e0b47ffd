import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@swc/core';
import { createTranslator } from 'use-intl';
import { expect, it } from 'vitest';
import { de } from './de/index.ts';
import { en } from './en/index.ts';

type Catalogue = { [key: string]: string | Catalogue };

function flatten(catalogue: Catalogue, prefix = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flatten(value, `${prefix}${key}.`),
  );
}

/** Names between braces that are filled in, plural and select ones included. */
function holes(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)(?=[,}])/g)].map((match) => match[1] ?? ''))].sort();
}

it('has every word in every language, with the same holes', () => {
  const english = new Map(flatten(en));
  const german = new Map(flatten(de));
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, message] of english) expect([key, holes(german.get(key) ?? '')]).toEqual([key, holes(message)]);
  for (const [key, message] of [...english, ...german]) expect(message.trim(), key).not.toBe('');
});

it.each([
  ['en', en],
  ['de', de],
] as const)('has only messages that can be read in %s', (locale, messages) => {
  const mistakes: unknown[] = [];
  const t = createTranslator({ locale, messages: messages as Catalogue, onError: (error) => mistakes.push(error) });
  for (const [key, message] of flatten(messages)) {
    for (const count of [0, 1, 2]) t(key as never, Object.fromEntries(holes(message).map((name) => [name, count])) as never);
  }
  expect(mistakes).toEqual([]);
});

const spokenAttributes = new Set(['aria-label', 'title', 'label', 'placeholder', 'alt', 'description', 'sentence']);
const hasLetters = /\p{L}{2}/u;

interface SyntaxNode {
  type?: string;
  value?: unknown;
  name?: { value?: string };
}

/** Texts and spoken attributes written into the markup instead of a catalogue. */
function wordsInMarkup(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(wordsInMarkup);
  if (typeof node !== 'object' || node === null) return [];
  const { type, value, name } = node as SyntaxNode;
  const words = Object.values(node).flatMap(wordsInMarkup);
  if (type === 'JSXText' && typeof value === 'string' && hasLetters.test(value)) words.push(value.trim());
  const literal = value as SyntaxNode | undefined;
  if (
    type === 'JSXAttribute' &&
    spokenAttributes.has(name?.value ?? '') &&
    typeof literal?.value === 'string' &&
    hasLetters.test(literal.value)
  ) {
    words.push(`${name?.value}="${literal.value}"`);
  }
  return words;
}

const root = join(import.meta.dirname, '..');
const markup = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx') && !file.includes('.test.'));

it('finds words in markup, so that the next test can fail', async () => {
  const tree = await parse('const a = <p title="Hello there">Some words {x}</p>', { syntax: 'typescript', tsx: true });
  expect(wordsInMarkup(tree.body).sort()).toEqual(['Some words', 'title="Hello there"']);
});

it.each(markup)('%s takes its words from the catalogues', async (file) => {
  const tree = await parse(readFileSync(join(root, file), 'utf8'), { syntax: 'typescript', tsx: true });
  expect(wordsInMarkup(tree.body)).toEqual([]);
});
