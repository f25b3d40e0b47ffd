import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { defaultTitle, isMarkdown, toDraft } from './draft.ts';

describe('draft', () => {
  it.each([
    ['text\n\n## A heading ##\nmore', true, 'A heading'],
    ['\n\n  First line \nsecond', true, 'First line'],
    ['# comment\ncode', false, '# comment'],
    ['x'.repeat(300), true, 'x'.repeat(200)],
    [`${'x'.repeat(199)}😀`, true, 'x'.repeat(199)],
    [`   ${'#'.repeat(3)} `, true, '###'],
  ])('takes the title from the text (%#)', (content, mayHaveHeadings, title) => {
    expect(defaultTitle(content, mayHaveHeadings)).toBe(title);
  });

  it('hashes the content as UTF-8, also where it is hashed in parts', async () => {
    const content = `${'a'.repeat(524_287)}😀${'é'.repeat(600_000)}`;
    const draft = await toDraft({ content, collection: 'default', metadata: {} });
    expect(draft.contentSha256.toString('hex')).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('refuses a source path the database cannot index', async () => {
    const document = { content: 'x', collection: 'default', metadata: {}, source_path: 'é'.repeat(1400) };
    await expect(toDraft(document)).rejects.toMatchObject({ code: 'invalid_value', field: 'source_path' });
  });

  it.each([
    [null, true],
    ['/a/readme.MD', true],
    ['/a/b.py', false],
    ['/a/corpus.jsonl#12', true],
    ['/a/LICENSE', true],
  ])('knows Markdown by its source (%s)', (path, expected) => {
    expect(isMarkdown(path)).toBe(expected);
  });
});
