import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GantryError, type Health, type Part, type Task } from '#contract';
import { type GantryRun, plainEnvironment, runGantry } from './testing/run-gantry.ts';
import { type StandInHost, standInToken, startStandInHost } from './testing/stand-in-host.ts';

const id = '00000000-0000-4000-8000-000000000001';
const at = '2026-01-31T10:00:00.000Z';

let home: string;
let host: StandInHost;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const gantry = (options: Pick<GantryRun, 'args' | 'stdin' | 'onOutput'> & { env?: Record<string, string> }) =>
  runGantry({ ...options, env: { ...plainEnvironment(process.env), ...options.env }, home });
const run = (...args: string[]) => gantry({ args });

const task = (change: Partial<Task> = {}): Task => ({
  id,
  kind: 'index-folder',
  title: 'Index notes',
  state: 'running',
  cause: 'cli',
  progress: { done: 1, total: 4, unit: 'files', per_second: null, eta_seconds: null },
  problems: [],
  skipped: 0,
  failed: 0,
  resumable: false,
  created_at: at,
  started_at: at,
  ...change,
});

const part = (change: Partial<Part> = {}): Part => ({
  name: 'database',
  title: 'Database',
  state: 'ok',
  reason: 'Answers in 1 ms',
  since: at,
  depends_on: [],
  checks: [],
  ...change,
});

const health = (parts: Part[], state: Health['state']): Health => ({
  state,
  summary: 'In words',
  version: '0.1.0',
  started_at: at,
  environment: 'default',
  storage: 'embedded',
  ready: true,
  draining: false,
  parts,
});

describe('with a host', () => {
  beforeEach(() => host.announce(home));

  it('status: 0 when all is ok', async () => {
    host.answers['health.read'] = () => health([part()], 'ok');
    const { code, stdout } = await run('status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {2}In words\n/);
    expect(stdout).toMatch(/^ok +Database +Answers in 1 ms$/m);
    expect(JSON.parse((await run('status', '--json')).stdout)).toEqual({ ...health([part()], 'ok'), stack: null });
  });

  it('status: 1 with reason, cause and fix when not', async () => {
    const check = {
      name: 'c',
      title: 'Is it fast?',
      state: 'degraded' as const,
      evidence: '900 ms',
      cause: 'A slow disk.',
      checked_at: at,
      duration_ms: 1,
    };
    host.answers['health.read'] = () =>
      health([part({ state: 'degraded', reason: 'Slow', fix: 'Use another disk.', checks: [check] })], 'degraded');
    const { code, stdout } = await run('status');
    expect(code).toBe(1);
    for (const text of ['Slow', 'Use another disk.', 'Is it fast?: 900 ms', 'A slow disk.']) expect(stdout).toContain(text);
  });

  it('open prints the link', async () => {
    const link = { url: `${host.url}/#open=abc`, expires_at: at };
    host.answers['session.link'] = () => link;
    expect(await run('open')).toMatchObject({ code: 0, stdout: `${link.url}\n` });
    expect(JSON.parse((await run('open', '--json')).stdout)).toEqual({ ...link, opened: false });
  });

  it('search shows rank, score, title, passage and times, safe for a terminal', async () => {
    const found = {
      results: [
        {
          document_id: id,
          chunk_id: id,
          title: 'Bak\u001b[31ming',
          source_path: '/notes/baking.md',
          collection: 'notes',
          content: 'Dough rises.\nHow long?',
          start_char: 0,
          score: 0.6124,
          distance: 0.3876,
          highlights: [[0, 12]],
          metadata: {},
        },
      ],
      timings: { embed_ms: 1, search_ms: 2, highlight_ms: 3, total_ms: 6.04 },
    };
    host.answers['search.vector'] = () => found;
    const { stdout } = await run('search', 'rising', 'dough', '--limit', '3', '--collection', 'notes');
    expect(host.asked).toEqual([{ name: 'search.vector', input: { query: 'rising dough', limit: 3, collection: 'notes' } }]);
    expect(stdout).toBe(
      ' 1  0.612  Bak�[31ming\n    /notes/baking.md (notes)\n    Dough rises. How long?\n\n1 in 6.0 ms (embed 1.0, search 2.0, highlight 3.0)\n',
    );
    expect(JSON.parse((await run('search', 'x', '--json')).stdout)).toEqual(found);
    host.answers['search.vector'] = () => ({ ...found, results: [] });
    expect(await run('search', 'x')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was found') });
    host.answers['collections.list'] = () => ({ collections: [{ name: 'notes', documents: 1, chunks: 1, updated_at: at }] });
    expect((await run('search', 'x', '--collection', 'notes')).code).toBe(0);
    expect(await run('search', 'x', '--collection', 'nots')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no such collection[\s\S]+There are: notes\.\nCode: {2}not_found/),
    });
  });

  it('an error of the host keeps its message, fix, code and request', async () => {
    host.answers['search.vector'] = () => {
      throw new GantryError('overloaded');
    };
    const { code, stderr } = await run('search', 'x');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'The queue is full.\nFix:   Send the request again after the time in Retry-After.\nCode:  overloaded, request request-1\n',
    );
  });

  it('a value the host refuses is a mistake in the command', async () => {
    expect((await run('search', 'x', '--collection', 'Not A Name')).code).toBe(2);
  });

  describe('embed', () => {
    beforeEach(() => {
      host.answers['embeddings.create'] = ({ input }: { input: string[] }) => ({
        object: 'list',
        model: 'm',
        data: input.map((text, index) => ({ object: 'embedding', index, embedding: [text.length] })),
        usage: { prompt_tokens: 1, total_tokens: 1 },
      });
    });
    it('prints the vector of a text', async () => {
      expect((await run('embed', 'two', 'words')).stdout).toBe('[9]\n');
      expect(JSON.parse((await run('embed', 'x', '--json')).stdout)).toEqual({ index: 0, model: 'm', embedding: [1] });
    });
    it('prints one for each line of stdin, in order, over many requests', async () => {
      const lines = Array.from({ length: 150 }, (_, i) => 'x'.repeat(i + 1));
      const { stdout } = await gantry({ args: ['embed', '-', '--json'], stdin: lines.join('\r\n') });
      const vectors = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { index: number; embedding: number[] });
      expect(vectors.map(({ index, embedding }) => [index, embedding[0]])).toEqual(lines.map((line, i) => [i, line.length]));
      expect(host.asked).toHaveLength(3);
    });
    it('names the line that is empty, after the vectors before it', async () => {
      expect(await gantry({ args: ['embed', '-'], stdin: 'a\n\nb' })).toMatchObject({
        code: 2,
        stdout: '[1]\n',
        stderr: expect.stringContaining('Line 2'),
      });
    });
  });

  it('tasks are listed, shown, cancelled and resumed', async () => {
    host.answers['tasks.list'] = () => ({ tasks: [task()] });
    host.answers['tasks.read'] = () => task({ state: 'failed', error: new GantryError('disk_full').toBody(), resumable: true });
    host.answers['tasks.cancel'] = () => task({ state: 'cancelling' });
    host.answers['tasks.resume'] = () => task({ state: 'queued' });
    expect((await run('tasks')).stdout).toMatch(/^running +Index notes +1 of 4 files {2}25%/m);
    const { stdout } = await run('tasks', 'show', id);
    for (const text of ['failed  Index notes', 'The disk is full', 'Free some space', `tasks resume ${id}`]) expect(stdout).toContain(text);
    expect((await run('tasks', 'cancel', id)).stdout).toContain('cancelling');
    expect(JSON.parse((await run('tasks', 'resume', id, '--json')).stdout)).toMatchObject({ state: 'queued' });
    expect((await run('tasks', 'list', '--state', 'failed', '--json')).code).toBe(0);
    expect(host.asked.at(-1)?.input).toMatchObject({ state: 'failed', limit: 50 });
    expect((await run('tasks', 'cancel', '00000000')).code).toBe(0);
    expect(host.asked.at(-1)).toEqual({ name: 'tasks.cancel', input: { id } });
    host.answers['tasks.list'] = () => ({ tasks: [task(), task({ id: id.replace(/1$/, '2') })] });
    expect(await run('tasks', 'show', '0000')).toMatchObject({ code: 2, stderr: expect.stringContaining('2 tasks') });
    expect(await run('tasks', 'show', 'ffff')).toMatchObject({ code: 1, stderr: expect.stringContaining('not_found') });
  });

  it('documents are listed, and deleted only when that is confirmed', async () => {
    host.answers['documents.list'] = () => ({
      documents: [
        { id, title: 'Baking', source_path: null, collection: 'default', chunks: 2, content_chars: 3, created_at: at, updated_at: at },
      ],
      total: 1200,
      next_cursor: 'abc',
    });
    expect((await run('documents', '--contains', 'bak')).stdout).toMatch(/Baking[\s\S]+1 of 1,200\nMore: .+--cursor abc/);
    expect(await run('documents', 'delete', id)).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
    expect(host.asked.map(({ name }) => name)).not.toContain('documents.delete');
    expect(await run('documents', 'delete', '--yes', id)).toMatchObject({ code: 0, stdout: 'Deleted 1 document.\n' });
    expect(host.asked.at(-1)).toEqual({ name: 'documents.delete', input: { id } });
  });

  describe('index', () => {
    const send = (now: Task) => {
      for (const stream of host.streams) stream.write(`id: 1\nevent: task.changed\ndata: ${JSON.stringify(now)}\n\n`);
    };
    const problems: Task['problems'] = [
      { item: 'a.bin', code: 'binary', message: 'It is not text.', kind: 'skipped' },
      { item: 'secret.md', code: 'permission_denied', message: 'It may not be read.', kind: 'failed' },
    ];
    const over = task({ state: 'succeeded', skipped: 30, failed: 1, problems, result: { created: 3 }, ended_at: at });
    beforeEach(() => {
      host.answers['documents.index-folder'] = () => task();
      host.answers['tasks.read'] = () => task();
    });

    it('follows the task to its end and tells what was passed over', async () => {
      const { code, stdout } = await gantry({
        args: ['index', 'notes', '--prune'],
        onOutput: (text) => {
          if (text.includes('1 of 4 files')) send(over);
        },
      });
      expect(host.asked[0]).toEqual({
        name: 'documents.index-folder',
        input: { path: join(home, 'notes'), collection: 'default', prune: true },
      });
      expect(code).toBe(1);
      expect(stdout).toContain('succeeded  Index notes: 1 files in 0 s, 30 skipped, 1 failed');
      expect(stdout).toMatch(/^failed +permission_denied +secret\.md +It may not be read\.\nskipped +binary +a\.bin/m);
      expect(stdout).toContain('and 29 more');
    });

    it('ends also when the task was over before anything could be heard', async () => {
      host.answers['tasks.read'] = () => task({ ...over, failed: 0 });
      const { code, stdout } = await run('index', '/notes', '--json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ id, state: 'succeeded' });
    });

    it('Ctrl-C ends the watching, not the task', async () => {
      const { code, stderr } = await gantry({
        args: ['index', 'notes'],
        onOutput: (text, child) => {
          if (text.includes('1 of 4 files') && !text.includes('goes on')) child.kill('SIGINT');
        },
      });
      expect(code).toBe(130);
      expect(stderr).toContain(`gantry -- tasks cancel ${id}`);
      expect(host.asked.map(({ name }) => name)).not.toContain('tasks.cancel');
    });

    it('--detach returns at once', async () => {
      expect(await run('index', 'notes', '--detach')).toMatchObject({ code: 0, stdout: expect.stringContaining(id) });
      expect(host.streams).toEqual([]);
    });
  });

  it('events: one object a line until Ctrl-C, only those host.asked for', async () => {
    const timer = setInterval(() => {
      for (const stream of host.streams)
        stream.write(`id: 1\nevent: host.draining\ndata: {}\n\nid: 2\nevent: task.changed\ndata: ${JSON.stringify(task())}\n\n`);
    }, 50);
    const { code, stdout } = await gantry({
      args: ['events', 'task.changed', '--json'],
      onOutput: (text, child) => {
        if (text.includes('\n')) child.kill('SIGINT');
      },
    });
    clearInterval(timer);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toEqual({ id: 2, event: 'task.changed', data: task() });
    expect(stdout).not.toContain('host.draining');
  });

  it('token says where it is, and what only when host.asked', async () => {
    expect((await run('token')).stdout).toBe(`${join(home, 'config', 'api-token')}\n`);
    expect((await run('token', '--show')).stdout).toBe(`${standInToken}\n`);
  });
});
