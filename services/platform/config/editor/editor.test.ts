import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GantryError } from '#contract';
import { allSettings } from '../settings-document/describe-settings.ts';
import { by, openTestEditor, type TestEditor } from './test-editor.ts';

let home: string;
let file: string;
let opened: TestEditor;
const started = '# mine\nsearch:\n  hnswM: 16 # links\n  chunkTokens: 200\nlog:\n  level: info\n';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-editor-'));
  file = join(home, 'config', 'config.yaml');
  await mkdir(join(home, 'config'));
  await writeFile(file, started);
  opened = await openTestEditor(home);
});
afterEach(() => rm(home, { recursive: true }));

const text = () => readFile(file, 'utf8');
const revision = async () => (await opened.editor.read('settings')).revision;
async function set(key: string, value: unknown, author = 'me') {
  return opened.editor.write({ document: 'settings', base_revision: await revision(), changes: [{ key, value }] }, by(author));
}
const signal = new AbortController().signal;
const preview = async (edit: { base_revision?: string; text?: string; changes?: { key: string; value: unknown }[] }) =>
  opened.editor.preview({ document: 'settings', base_revision: edit.base_revision ?? (await revision()), dry_run: false, ...edit }, signal);

describe('a change', () => {
  it('is written with comments kept, private, and with author, reason and both values in the history', async () => {
    const made = await set('search.hnswM', 8, 'anna');
    expect(await text()).toBe(started.replace('hnswM: 16', 'hnswM: 8'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(made?.step).toMatchObject({
      author: 'anna',
      reason: 'test',
      changed: [{ key: 'search.hnswM', from: 16, to: 8 }],
      diff: expect.stringContaining('-  hnswM: 16 # links\n+  hnswM: 8 # links'),
    });
  });

  it('that changes nothing leaves no step', async () => {
    const before = opened.editor.list('settings').length;
    expect(await set('search.hnswM', 16)).toBeUndefined();
    expect(opened.editor.list('settings')).toHaveLength(before);
  });

  it.each<[string, string, string | null, number, RegExp]>([
    ['an unknown key', 'search:\n  hnswM: 16\n  hnsw: 1\n', 'search.hnsw', 3, /is not a setting/],
    ['a value out of range', '\nsearch:\n  hnswM: 1000\n', 'search.hnswM', 3, /must be at most 100/],
    ['a wrong type', 'log:\n  level: loud\n', 'log.level', 2, /must be one of trace/],
    ['text that is not YAML', 'log:\n  level: [\n', null, 3, /not valid YAML/],
    ['a section that is a value', 'log: 3\n', 'log', 1, /must have keys/],
    ['a key without a prototype', 'log:\n  __proto__: 3\n', 'log.__proto__', 2, /is not a setting/],
  ])('with %s is refused with key, rule and line, and nothing is written', async (_, ...[bad, key, line, rule]) => {
    const { is_valid: isValid, problems } = await preview({ text: bad });
    expect(isValid).toBe(false);
    expect(problems[0]).toEqual({ key, line, rule: expect.stringMatching(rule) });
    const write = opened.editor.write({ document: 'settings', base_revision: await revision(), text: bad }, by('me'));
    await expect(write).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining(`config.yaml:${line}`) });
    expect(await text()).toBe(started);
  });

  it('finds a mistake that a variable hides', async () => {
    opened = await openTestEditor(home, { env: { GANTRY__SEARCH__HNSW_M: '20' } });
    const { problems } = await preview({ changes: [{ key: 'search.hnswM', value: 1000 }] });
    expect(problems).toEqual([{ key: 'search.hnswM', line: 3, rule: 'must be at most 100' }]);
  });
});

describe('two editors at once', () => {
  it('cannot overwrite each other, and have both edits after a look at both sides', async () => {
    const base = await revision();
    await set('search.hnswM', 8, 'anna');
    const late = { document: 'settings' as const, base_revision: base, changes: [{ key: 'search.chunkTokens', value: 100 }] };
    await expect(opened.editor.write(late, by('ben'))).rejects.toMatchObject({ code: 'config_changed' });
    const { conflict, revision: now, text: merged } = await preview(late);
    expect(conflict).toMatchObject({ base: started, is_clean: true, changed_by: 'anna' });
    await opened.editor.write({ document: 'settings', base_revision: now, text: merged }, by('ben'));
    expect(await text()).toBe(started.replace('hnswM: 16', 'hnswM: 8').replace('200', '100'));
  });

  it('see both versions where they changed the same value, and marks are refused as configuration', async () => {
    const base = await revision();
    await set('search.hnswM', 8);
    const { conflict, is_valid: isValid, problems } = await preview({ base_revision: base, changes: [{ key: 'search.hnswM', value: 9 }] });
    expect(conflict?.is_clean).toBe(false);
    expect(conflict?.merged).toContain('<<<<<<< yours');
    for (const side of ['hnswM: 8 # links', 'hnswM: 9 # links']) expect(conflict?.merged).toContain(side);
    expect(isValid).toBe(false);
    expect(problems[0]?.line).toBe((conflict?.merged.split('\n').findIndex((line) => line.startsWith('<<<')) ?? 0) + 1);
  });

  it('is told when the text it began from is no longer known', async () => {
    await expect(preview({ base_revision: '0123456789abcdef', text: '' })).rejects.toMatchObject({ code: 'config_changed' });
  });
});

describe('history', () => {
  it('holds what another program wrote as a step that can be undone', async () => {
    await writeFile(file, started.replace('info', 'warn'));
    const base = await revision();
    expect(opened.editor.list('settings')[0]?.step).toMatchObject({ author: 'outside', kind: 'outside', to_revision: base });
    await opened.editor.undo(opened.editor.list('settings')[0]?.step.id as string, by('me'));
    expect(await text()).toBe(started);
  });

  it('takes back a step in the middle and leaves those after it', async () => {
    const first = await set('search.hnswM', 8);
    await set('search.chunkTokens', 100);
    await opened.editor.undo(first?.step.id as string, async () => ({ author: 'me', reason: '', kind: 'undo' }));
    expect(await text()).toBe(started.replace('200', '100'));
    expect(opened.editor.find(first?.step.id as string)?.step.state).toBe('undone');
  });

  it('refuses to take back what a later step changed again', async () => {
    const first = await set('search.hnswM', 8);
    await set('search.hnswM', 9);
    await expect(opened.editor.undo(first?.step.id as string, by('me'))).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is there after a new start', async () => {
    await set('search.hnswM', 8);
    const ids = opened.editor.list('settings').map(({ step }) => step.id);
    opened = await openTestEditor(home);
    expect(opened.editor.list('settings').map(({ step }) => step.id)).toEqual(ids);
  });
});

it('any values a form writes load', async () => {
  const valueFor = (key: string) => {
    const { declared } = allSettings().find((each) => each.key === key) as ReturnType<typeof allSettings>[number];
    const schema = z.toJSONSchema(declared.schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown> & {
      enum?: unknown[];
    };
    const least = Number(schema.minimum ?? 0);
    const most = Number(schema.maximum ?? 1000);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'integer') return fc.integer({ min: least, max: most });
    if (schema.type === 'number') return fc.double({ min: least, max: most, noNaN: true }).map((number) => number || 0);
    return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  };
  const change = fc
    .constantFrom(...allSettings().map(({ key }) => key))
    .chain((key) => fc.tuple(fc.constant(key), fc.option(valueFor(key))));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const edit = {
        document: 'settings' as const,
        base_revision: await revision(),
        changes: changes.map(([key, value]) => ({ key, value })),
      };
      const { is_valid: isValid } = await preview(edit);
      const written = opened.editor.write(edit, by('form'));
      if (isValid) await written;
      else await expect(written).rejects.toBeInstanceOf(GantryError);
      const { config } = await opened.load();
      expect(await text()).toContain('# mine');
      if (!isValid) return;
      const last = new Map(changes);
      for (const [key, value] of last) {
        const [section, name] = key.split('.') as ['search', string];
        if (value !== null) expect((config[section] as Record<string, unknown>)[name]).toEqual(value);
      }
    }),
    { numRuns: 150 },
  );
});

it('1,000 concurrent writers leave a file that loads, and every acknowledged edit was in it', async () => {
  const keys = ['search.hnswM', 'search.chunkTokens', 'search.hnswEfSearch', 'server.sessionHours', 'storage.poolMaxConnections'];
  let acknowledged = 0;
  await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => {
      const edit = { key: keys[index % keys.length] as string, value: 2 + (index % 30) };
      const base = (await opened.editor.read('settings')).revision;
      try {
        if (
          (await opened.editor.write({ document: 'settings', base_revision: base, changes: [edit] }, by(`writer ${index}`))) !== undefined
        )
          acknowledged += 1;
      } catch (error) {
        expect(['config_changed', 'config_invalid']).toContain((error as GantryError).code);
      }
    }),
  );
  await opened.load();
  expect(await text()).toContain('# links');
  const steps = opened.editor.list('settings').filter(({ step }) => step.author.startsWith('writer'));
  expect(acknowledged).toBeGreaterThan(0);
  expect(steps).toHaveLength(Math.min(acknowledged, 300));
  // Each step begins where the one before ended: none was lost between two.
  for (const [at, { step }] of steps.slice(0, -1).entries()) expect(steps[at + 1]?.step.to_revision).toBe(step.from_revision);
});

it.each(['history', 'file', 'written', 'none'])(
  'killed at the step "%s" it leaves the old or the new file and a history that agrees',
  async (step) => {
    const writer = join(import.meta.dirname, 'test-writer.mjs');
    const { signal: killedBy, stdout } = spawnSync(process.execPath, [writer, home, step], { encoding: 'utf8' });
    expect([killedBy, stdout]).toEqual(step === 'none' ? [null, 'written'] : ['SIGKILL', '']);
    const isNew = step === 'written' || step === 'none';
    expect(await text()).toBe(isNew ? started.replace('16', '99') : started);
    opened = await openTestEditor(home);
    await opened.load();
    const [last] = opened.editor.list('settings');
    expect(last).toMatchObject({ is_written: true, after: await text() });
    expect(opened.editor.list('settings').every(({ is_written: isWritten }) => isWritten)).toBe(true);
  },
);
